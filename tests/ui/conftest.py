"""The fixtures of this folder."""

from tests.lab_fixtures import document, own_dialogs, settings, state, styled, window

__all__ = ["document", "own_dialogs", "settings", "state", "styled", "window"]
