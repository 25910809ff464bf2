"""`import convviz` gives the headless API without Qt, whether Qt is installed or not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run_python(code: str, folder: Path = ROOT) -> str:
    """Run code in a Python of its own, since this one has Qt loaded; return what it printed."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_headless_api_works_where_qt_cannot_be_imported() -> None:
    code = """
import sys
sys.modules["PySide6"] = None  # an import of it now raises ImportError
import numpy as np
import convviz
print(convviz.conv2d(np.ones((1, 3, 3), np.float32), np.ones((1, 1, 3, 3), np.float32)).tolist())
"""
    assert run_python(code) == "[[[9.0]]]"


def test_importing_convviz_does_not_import_qt() -> None:
    code = """
import sys
import convviz
print(sorted(name for name in sys.modules if name.split(".")[0] in ("PySide6", "shiboken6")))
"""
    assert run_python(code) == "[]"


def test_each_name_of_the_headless_api_is_there_without_qt() -> None:
    code = """
import sys
sys.modules["PySide6"] = None
import convviz
print([name for name in convviz.__all__ if getattr(convviz, name, None) is None])
"""
    assert run_python(code) == "[]"


@pytest.mark.parametrize("module", ["nn.pooling", "nn.linear", "engine", "lab.state", "files.images", "api"])
def test_a_module_can_be_imported_before_the_api_is(module: str) -> None:
    assert run_python(f"import convviz.{module}; print(convviz.relu.__name__)") == "relu"


def test_the_packages_are_attributes_of_convviz() -> None:
    assert run_python("import convviz; print(convviz.nn.__name__, convviz.engine.relu is convviz.relu)") == (
        "convviz.nn True"
    )


def test_the_api_lists_its_names_and_all_of_them_are_imported_with_a_star() -> None:
    code = "import convviz\nfrom convviz import *\nprint({*convviz.__all__} <= {*globals()} & {*dir(convviz)})"
    assert run_python(code) == "True"


EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def test_the_examples_of_the_readme_work_without_qt(tmp_path: Path) -> None:
    example, *others = EXAMPLES
    photo = next((ROOT / "assets" / "samples").glob("*.png"))
    shutil.copy(photo, tmp_path / "photo.jpg")  # the reader goes by the content, not by the name
    run_python(f"import sys\nsys.modules['PySide6'] = None\n{example}", tmp_path)
    assert (tmp_path / "map.png").stat().st_size > 0
    for other in others:
        claims = re.findall(r"^(\S.*?\S) +# (.*)$", other, re.MULTILINE)
        assert len(claims) == 3
        checks = "\n".join(f"assert repr({left}) == {right!r}, {left}" for left, right in claims)
        run_python(f"import sys\nsys.modules['PySide6'] = None\n{other}\n{checks}", tmp_path)
