"""The lab as a value: its state, named kernels, what it computes and how that is coloured; no Qt, no files."""
