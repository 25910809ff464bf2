"""Layers: what people call them, what their settings come to, and how they change."""
