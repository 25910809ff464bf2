"""How everything looks: palettes, fonts, the accent colour, the spacing unit and the one style sheet."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from convviz.app.settings import Settings, Theme
from convviz.files.assets import asset

UNIT = 8  # logical pixels; all spaces are its multiples
BODY, SMALL, TITLE = 13, 12, 15  # the three sizes of the font, in pixels
PANEL_WIDTH = 336

_WARNINGS = {"light": "#9a5200", "dark": "#f5b04d"}  # no role of a palette

_LIGHT = {
    "window": "#f4f5f7", "base": "#ffffff", "alternate": "#eceef1", "text": "#1c2127", "quiet": "#5c6773",
    "line": "#cfd4da", "button": "#ffffff", "canvas": "#e3e6ea", "accent": "#0a7f5f", "on accent": "#ffffff",
    "disabled": "#9aa3ad", "error": "#fbdcdc", "veil": "rgba(244, 245, 247, 210)",
}  # fmt: skip
_DARK = {
    "window": "#1d2126", "base": "#15181c", "alternate": "#262b31", "text": "#e6e9ed", "quiet": "#9ba6b2",
    "line": "#3a424b", "button": "#2a3037", "canvas": "#121518", "accent": "#2fd3a3", "on accent": "#06241b",
    "disabled": "#66707b", "error": "#5a2326", "veil": "rgba(29, 33, 38, 210)",
}  # fmt: skip

_STYLE_SHEET = """
QToolTip {{ color: {text}; background: {base}; border: 1px solid {line}; padding: 4px 8px; }}
QMenuBar {{ background: {window}; padding: 2px 8px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {alternate}; }}
QMenu {{ background: {base}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 24px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent}; color: {on accent}; }}
QMenu::item:disabled {{ color: {disabled}; background: transparent; }}
QMenu#gallery {{ icon-size: 36px; }}
QMenu#gallery::item {{ padding: 4px 24px 4px 12px; }}
QMenu#gallery::icon {{ left: 4px; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QToolButton[role="button"], QPushButton {{
    background: {button}; border: 1px solid {line}; border-radius: 4px; padding: 3px 10px; min-height: 18px; }}
QToolButton[role="button"]:checked:focus {{ border-color: {text}; }}
QToolButton#link, QToolButton#link:checked {{
    background: transparent; border: none; color: {quiet}; padding: 3px 4px; }}
QToolButton#link:focus, QToolButton#link:checked:focus {{
    border: 2px solid {accent}; border-radius: 4px; padding: 1px 2px; }}
QToolButton#link:checked {{ color: {accent}; font-weight: 600; }}
QSpinBox, QDoubleSpinBox, QComboBox {{
    background: {base}; border: 1px solid {line}; border-radius: 4px; padding: 1px 4px; min-height: 22px; }}
QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{ border: 2px solid {accent}; padding: 0 3px; }}
QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {{ color: {disabled}; }}
QComboBox QAbstractItemView {{
    background: {base}; border: 1px solid {line}; selection-background-color: {accent}; selection-color: {on accent}; }}
QComboBox {{ combobox-popup: 0; }}
QFrame#library {{ background: {base}; border: 1px solid {line}; }}
QFrame#library QListView {{ background: {base}; border: none; border-bottom: 1px solid {line}; }}
QFrame#library QLineEdit {{
    background: {base}; border: 1px solid {line}; border-radius: 4px; padding: 1px 6px; min-height: 22px; }}
QFrame#library QLineEdit:focus {{ border: 2px solid {accent}; padding: 0 5px; }}
QComboBox QAbstractItemView::item {{ min-height: 22px; padding: 0 8px; }}
QComboBox QAbstractItemView::item:selected {{ background: {accent}; color: {on accent}; }}
QComboBox QAbstractItemView::item:disabled {{ color: {disabled}; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QSpinBox::up-button, QDoubleSpinBox::up-button {{ subcontrol-position: top right; border: none; width: 16px; }}
QSpinBox::down-button, QDoubleSpinBox::down-button {{ subcontrol-position: bottom right; border: none; width: 16px; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url("{icons}/up.svg"); width: 10px; height: 10px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QComboBox::down-arrow {{
    image: url("{icons}/down.svg"); width: 10px; height: 10px; }}
QSpinBox#side::up-button, QSpinBox#side::down-button, QSpinBox#side::up-arrow, QSpinBox#side::down-arrow {{
    width: 0; image: none; }}
QToolButton[role="button"]:hover, QPushButton:hover {{ border-color: {quiet}; }}
QToolButton[role="button"]:focus, QPushButton:focus {{ border: 2px solid {accent}; padding: 2px 9px; }}
QToolButton[role="button"]:pressed, QPushButton:pressed {{ background: {alternate}; }}
QToolButton[role="button"]:checked {{ background: {accent}; color: {on accent}; border-color: {accent}; }}
QPushButton:default {{ background: {accent}; color: {on accent}; border-color: {accent}; }}
QToolButton[role="button"]:disabled, QPushButton:disabled {{ color: {disabled}; }}
QToolButton[popupMode="1"], QToolButton[popupMode="2"] {{ padding-right: 20px; }}
QToolButton[popupMode="1"]::menu-button {{ border: none; width: 18px; }}
QToolButton[popupMode="1"]::menu-arrow {{ image: url("{icons}/down.svg"); width: 10px; height: 10px; }}
QToolButton::menu-indicator {{ subcontrol-origin: padding; subcontrol-position: center right; right: 6px; }}
QCheckBox::indicator:unchecked {{ background: {base}; border: 1px solid {quiet}; border-radius: 2px; }}
QTableView {{ background: transparent; border: none; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QToolButton[role="button"][tight="true"] {{ padding: 3px 7px; }}
QToolButton[role="button"][tight="true"]:focus {{ padding: 2px 6px; }}
QScrollBar:horizontal {{ background: transparent; height: 8px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {line}; border-radius: 4px; min-width: 32px; }}
QScrollBar::handle:horizontal:hover {{ background: {quiet}; }}
QScrollBar::add-line:horizontal, QScrollBar::sub-line:horizontal {{ width: 0; }}
QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 4px; min-height: 32px; }}
QScrollBar::handle:vertical:hover {{ background: {quiet}; }}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
QHeaderView#columns {{ background: transparent; }}
QHeaderView#columns::section {{ background: transparent; border: none; border-bottom: 1px solid {line};
    color: {quiet}; padding: 2px 4px; }}
QTabBar#pages {{ background: transparent; }}
QTabBar#pages::tab {{ background: transparent; border: none; border-bottom: 2px solid transparent; color: {quiet};
    padding: 5px 14px 4px 14px; }}
QTabBar#pages::tab:hover {{ color: {text}; }}
QTabBar#pages::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabBar#pages::tab:focus {{ color: {accent}; }}
QStatusBar {{ background: {window}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QProgressBar#work {{ background: {line}; border: none; border-radius: 2px; }}
QProgressBar#work::chunk {{ background: {accent}; border-radius: 2px; }}
QToolButton#section {{ background: transparent; border: none; font-weight: 600; padding: 2px 0; text-align: left; }}
QToolButton#section:focus {{ border: 2px solid {accent}; border-radius: 4px; padding: 0; }}
QToolButton[role="icon"] {{ background: transparent; border: none; border-radius: 4px; padding: 4px; }}
QToolButton[role="icon"]:hover {{ background: {alternate}; }}
QToolButton[role="icon"]:focus {{ border: 2px solid {accent}; padding: 2px; }}
QComboBox[quiet="true"] {{ background: transparent; border-color: transparent; color: {quiet}; min-height: 20px; }}
QComboBox[quiet="true"]:hover {{ border-color: {line}; }}
QComboBox[quiet="true"]:focus {{ border-color: {accent}; }}
QLabel[role="title"] {{ font-size: {title_size}px; font-weight: 600; }}
QLabel[role="heading"] {{ font-weight: 600; }}
QLabel[role="figure"] {{ font-size: 24px; font-weight: 600; }}
QLabel[role="quiet"] {{ color: {quiet}; font-size: {small_size}px; }}
QLabel#drop-hint {{ font-size: {title_size}px; font-weight: 600; color: {text};
    background: {veil}; border: 3px solid {accent}; border-radius: 4px; }}
QWidget#panel {{ background: {window}; }}
QFrame#message[kind="error"] {{ background: {error}; border-radius: 4px; }}
QFrame#message[kind="info"] {{ background: {alternate}; border-radius: 4px; }}
"""


def install(application: QApplication) -> None:
    """Give the application its style and its font."""
    application.setStyle(QStyleFactory.create("Fusion"))
    for name in ("Inter-Regular.otf", "Inter-SemiBold.otf"):
        QFontDatabase.addApplicationFontFromData(asset(f"fonts/{name}").read_bytes())
    font = QFont("Inter")
    font.setPixelSize(BODY)
    font.setFeature(QFont.Tag("tnum"), 1)  # digits of one width: numbers stand still while they change
    font.setFeature(QFont.Tag("calt"), 0)  # or "12 x 34", a position, would be written 12 × 34
    application.setFont(font)


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Paint everything light or dark; "system" asks the desktop."""
    scheme = QGuiApplication.styleHints().colorScheme()
    dark = theme == "dark" or (theme == "system" and scheme == Qt.ColorScheme.Dark)
    colours = _DARK if dark else _LIGHT
    application.setPalette(_palette(colours))
    icons = str(asset("icons")).replace("\\", "/")  # a folder of its own, as wheels are unpacked
    application.setStyleSheet(_STYLE_SHEET.format(**colours, icons=icons, title_size=TITLE, small_size=SMALL))


def follow(application: QApplication, settings: Settings) -> None:
    """Give the application the theme that is set, now and whenever the setting or the desktop changes."""
    apply_theme(application, settings.theme)
    settings.theme_changed.connect(lambda theme: apply_theme(application, theme))
    QGuiApplication.styleHints().colorSchemeChanged.connect(lambda: apply_theme(application, settings.theme))


def accent(palette: QPalette) -> QColor:
    """Return the colour of what is selected and of the receptive field, the same everywhere."""
    return palette.color(QPalette.ColorRole.Accent)


def warning(palette: QPalette) -> QColor:
    """Return the colour of what does not fit, legible on the window."""
    dark = palette.windowText().color().lightness() > 128  # the window itself may be transparent
    return QColor(_WARNINGS["dark" if dark else "light"])


def _palette(colours: dict[str, str]) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for roles, name in (
        ((role.Window,), "window"),
        ((role.Base, role.ToolTipBase), "base"),
        ((role.AlternateBase, role.Midlight), "alternate"),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), "text"),
        ((role.PlaceholderText,), "quiet"),
        ((role.Button, role.Light), "button"),
        ((role.Mid,), "line"),
        ((role.Dark,), "canvas"),
        ((role.Shadow,), "line"),
        ((role.Highlight, role.Accent, role.Link), "accent"),
        ((role.HighlightedText,), "on accent"),
    ):
        for each in roles:
            palette.setColor(each, QColor(colours[name]))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, each, QColor(colours["disabled"]))
    return palette
