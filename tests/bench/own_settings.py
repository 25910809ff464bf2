"""Keeps a process out of the settings of the person whose machine it is, on every system."""

import os

from PySide6.QtCore import QSettings


def use_own_settings() -> None:
    """Read and write settings in the folder that processes.py has made; call it before any are read."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, os.environ["XDG_CONFIG_HOME"])
