"""A quiet row of tabs; what they lead to is somebody else's."""

from PySide6.QtWidgets import QTabBar, QWidget


class TabRow(QTabBar):
    """Tabs as wide as their words, without a line below them.

    Parameters
    ----------
    name : str
        What they choose between, for screen readers.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pages")
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
