"""What the words of the field mean, in one plain sentence each: the tooltips."""

TERMS = {
    "input": "What the layer gets: your picture, as numbers from 0 to 1 for each channel.",
    "feature map": "What one filter answers at every position: the output of the layer.",
    "kernel": "The small grid of weights that is laid over every position of the picture; one 2-D slice of a filter.",
    "filter": "One kernel for each input channel, and a bias: together they make one feature map.",
    "kernel size": "Rows × columns of the kernel. An even size has no centre: the earlier middle cell is its anchor.",
    "channel": "One of the pictures that the input consists of: the red, green and blue of a colour picture.",
    "stride": "How many pixels the kernel moves from one output to the next, down and across.",
    "padding": "Pixels added around the picture, so that the kernel fits at the border too.",
    "padding mode": "What the added pixels hold: zeros, the picture mirrored, its last pixel, or its other side.",
    "dilation": "How far apart the pixels are that neighbouring weights look at; 1 is next to each other.",
    "bias": "One number that is added to every output of a filter.",
    "activation": "What is done to each value after the sum; ReLU sets the negative ones to zero.",
    "cross-correlation": "What deep learning calls convolution: the kernel is not flipped.",
    "receptive field": "The pixels of the input that one output value depends on.",
    "sum": "The sum of the weights: what the filter answers to a constant picture of ones. Zero for edge detectors.",
    "signed colours": "The colours of a map that has negative values; the middle of the scale is zero.",
    "colours": "The colours of a map that has no negative values; the scale begins at zero.",
    "layer": "How the filters are applied, the same for all of them: where, how far apart, and what follows the sum.",
    "display": "How the values become colours; it changes what you see and never the values.",
    "range": "Whether the scale spans all values or 99.5 % of them; values beyond take the colour of its end.",
}
