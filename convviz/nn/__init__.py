"""What a network is made of: layers, their shapes and their receptive fields; NumPy only."""
