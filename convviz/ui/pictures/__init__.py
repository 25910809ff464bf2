"""Pictures that can be zoomed, moved and read, and what is laid over them."""
