"""See on your own images why convolutional layers work: the headless API; it never imports Qt.

The names are those of ``convviz.api``, which is imported when one is first asked for: the window opens sooner so.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convviz.api import *  # noqa: F403
    from convviz.api import __version__ as __version__
else:

    def __getattr__(name: str) -> object:
        """Take a name from the API, or import a package of convviz."""
        if name.startswith("__") and name not in ("__all__", "__version__"):  # tools ask every module for more
            raise AttributeError(name)
        if find_spec(f"convviz.{name}") is not None:  # a package, which must not wait for the API, as that needs it
            return import_module(f"convviz.{name}")
        return getattr(import_module("convviz.api"), name)

    def __dir__() -> list[str]:
        """Return the names of the API, and of the modules that are loaded."""
        return sorted({*globals(), *import_module("convviz.api").__all__})
