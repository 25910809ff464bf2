"""The running program without its widgets: the document, the worker, files in and out, settings."""
