"""Sparsity of connections: what a value sees, what a pixel reaches, and a layer as a matrix."""
