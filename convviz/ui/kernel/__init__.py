"""The kernel: its grid, its facts, its library and its generators."""
