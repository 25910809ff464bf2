"""Kernels: the library, what can be done to one, and the arithmetic of one value."""
