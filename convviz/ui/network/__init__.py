"""The panel of the network, beside every page."""
