"""Light and dark: chosen in the menu, remembered, and legible in both."""

import pytest
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import QApplication

from convviz.app.settings import THEMES, Settings
from convviz.ui.main_window import MainWindow
from convviz.ui.pictures.pixel_values import ink_on
from convviz.ui.theme import accent, apply_theme
from tests.hands import colours_of

ROLES = QPalette.ColorRole


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two colours (WCAG 2)."""

    def luminance(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def action_of(window: MainWindow, theme: str) -> QAction:
    return next(action for action in window.findChildren(QAction) if action.text() == f"&{theme.capitalize()}")


@pytest.mark.parametrize(("theme", "dark"), [("light", False), ("dark", True)])
def test_a_theme_is_chosen_in_the_menu_and_remembered(
    window: MainWindow, settings: Settings, theme: str, dark: bool
) -> None:
    action_of(window, theme).trigger()
    assert (window.palette().color(ROLES.Window).lightness() < 128) == dark
    assert Settings().theme == theme
    assert [each for each in THEMES if action_of(window, each).isChecked()] == [theme]
    apply_theme(QApplication.instance(), "light")


def test_the_whole_window_changes_its_colours(window: MainWindow) -> None:
    light = colours_of(window.grab().toImage()).mean(axis=2)
    action_of(window, "dark").trigger()
    dark = colours_of(window.grab().toImage()).mean(axis=2)
    panel = slice(None), slice(window.width() - 300, None)
    assert light[panel].mean() > 180
    assert dark[panel].mean() < 90
    apply_theme(QApplication.instance(), "light")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        (ROLES.WindowText, ROLES.Window, 7),
        (ROLES.Text, ROLES.Base, 7),
        (ROLES.ButtonText, ROLES.Button, 7),
        (ROLES.ToolTipText, ROLES.ToolTipBase, 7),
        (ROLES.PlaceholderText, ROLES.Window, 4.5),
        (ROLES.HighlightedText, ROLES.Highlight, 4.5),
        (ROLES.Accent, ROLES.Window, 3),
        (ROLES.Accent, ROLES.Dark, 3),
    ],
)
def test_text_is_legible(styled: QApplication, theme, ink, paper, least: float) -> None:
    apply_theme(styled, theme)
    palette = styled.palette()
    assert contrast(palette.color(ink), palette.color(paper)) >= least
    apply_theme(styled, "light")


def test_the_accent_is_the_same_for_selection_and_receptive_field(styled: QApplication) -> None:
    palette = styled.palette()
    assert accent(palette) == palette.color(ROLES.Highlight)


@pytest.mark.parametrize("grey", range(0, 256, 15))
def test_numbers_are_legible_on_any_colour(grey: int) -> None:
    for colour in (QColor(grey, grey, grey), QColor(255 - grey, grey, 128), QColor(grey, 40, 255 - grey)):
        assert contrast(ink_on(colour), colour) >= 4.5
