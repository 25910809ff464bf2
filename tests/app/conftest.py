"""The fixtures of this folder."""

from tests.lab_fixtures import document, settings, state, styled, window

__all__ = ["document", "settings", "state", "styled", "window"]
