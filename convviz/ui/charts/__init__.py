"""Charts; the only room that knows pyqtgraph."""
