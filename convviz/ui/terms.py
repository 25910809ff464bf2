"""What the words of the field mean, in a plain sentence or two each: the tooltips."""

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
    "sum": "The sum of the weights: what they answer to a constant picture of ones, before bias and activation.",
    "rank": "A kernel of rank 1 is a column times a row: it is separable, and two short passes do the same.",
    "flip": "Mathematical convolution turns the kernel by half a turn; a symmetric one stays as it is.",
    "signed colours": "The colours of a map that has negative values; the middle of the scale is zero.",
    "colours": "The colours of a map without negative values, and of a range that has not zero in its middle.",
    "layer": "How the filters are applied, the same for all of them: where, how far apart, and what follows the sum.",
    "display": "How the values become colours; it changes what you see and never the values.",
    "range": "Which values the scale spans; values beyond take the colour of its end, and the colour bar says so.",
    "percentile": "How many of the values the scale spans; the few beyond cannot flatten the others.",
    "locked": "One scale for all maps of the layer: colours can be compared, and a weak map does not look strong.",
    "histogram": "How many values of the map take which colour; heights are logarithms. The line is zero, the dots are "
    "the ends of the scale.",
    "output size": "Rows and columns of the feature map: how often the kernel fits, ⌊(i + 2p − k)/s⌋ + 1.",
    "operation": "Whether the kernel is laid over the picture as it is written, or turned by half a turn first.",
    "convolution": "What mathematics calls convolution: the kernel is turned by half a turn before it is laid over.",
    "channels": "One filter adds up its answers on all channels, as in a CNN; the same kernel on each gives a colour "
    "picture.",
    "projective field": "The values of a map that one pixel of the input reaches.",
    "effective field": "How much each pixel of the receptive field matters: the size of the gradient of the value by "
    "that pixel, on this picture.",
    "rows": "Rows of the input or of the map, counted from 0.",
    "columns": "Columns of the input or of the map, counted from 0.",
    "in theory": "The receptive field from its first to its last row and column, holes and padding included.",
    "real pixels": "How many pixels of the field in theory lie on the picture; the others are padding.",
    "holes": "Pixels inside the field that the value does not depend on: dilation or a stride steps over them.",
    "border": "How many values the pixel would reach if the map went on at all sides.",
    "values": "How many values depend on the pixel.",
    "value": "Where the picked value lies in its map, counted from 0, and how large it is.",
    "pixel": "Where the picked pixel lies in the input, counted from 0, and how large it is on each channel.",
    "mean": "The fields of values from all over the map, laid over one another: what this one value happens to see "
    "averages out.",
    "width": "Height × width of an even field with the same σ, √(12σ² + 1) pixels: one layer of equal weights gives "
    "its own kernel size.",
    "spread": "σ, the standard deviation of where the gradient lies, down × across; n layers of equal k×k weights give "
    "√(n(k² − 1)/12).",
    "fully connected layer": "Every output depends on every input, and every connection has a weight of its own.",
    "locally connected layer": "Every output depends on the inputs in its window alone, with weights of its own.",
    "convolution layer": "Every output depends on the inputs in its window alone, and all use the same few weights.",
    "weights": "The learnt numbers that inputs are multiplied by.",
    "biases": "The learnt numbers that are added: one a filter, or one an output where nothing is shared.",
    "parameters": "All that is learnt: weights and biases.",
    "connections": "Pairs of an output and an input that it depends on, and one for each output with a bias. Padding "
    "is no input.",
    "multiply-adds": "Multiplications by weights, each with its addition. Zeros of the padding count, biases do not; "
    "FLOPs count two for each.",
    "bytes, float32": "What the parameters take in memory, four bytes each: 1 KiB is 1,024 bytes.",
    "sparsity": "Sparse connections: an output sees a small region only. The factor compares the weights of the fully "
    "connected layer with those of the locally connected one.",
    "sharing": "Parameter sharing: all positions use the same weights. The factor compares the weights of the locally "
    "connected layer with those of the convolution.",
    "what is counted": "The selected layer with what it gets in this network, or the network as a whole.",
    "image size": "Longer side of what the layer gets, in pixels; the ratio of its sides stays.",
    "filters": "One filter makes one feature map.",
    "another layer": "A layer that is only imagined: it shows how the counts grow, and changes nothing of yours.",
    "the catch": "What sharing does not save, and where most parameters of well-known networks are.",
    "growth": "Parameters against the size of the image, both on logarithmic scales: a step is a factor of ten.",
    "bars": "The counts on a logarithmic scale: a step of the same length is the same factor.",
    "one filter, everywhere": "The same patch at several places: shared weights give the same response at each, "
    "weights of their own do not.",
    "response": "The value in the middle of a patch, before any activation.",
    "place": "A is the patch that is copied; the others are copies of it.",
    "drawn connections": "The layer on a small crop of its input: with all pairs of an output and an input, with those "
    "of the window alone, and with the same weights at every position.",
    "lines": "One row of the crop under one row of the kernel: inputs below, outputs above, a line for a connection.",
    "matrix": "The weight matrix: one row an output, one column an input; the layer is this matrix times its input.",
    "matrix colours": "By kernel cell: the same colour is the same weight; of more than nine cells the hue tells the "
    "column, the shade the row.\nBy weight: how large it is, each matrix to its own scale.",
    "crop": "Rows × columns of the piece of the input whose weight matrix is drawn.",
    "density": "Connections: pairs of an output and an input that it depends on, with their share of all pairs. "
    "Weights: what is to be learnt, without biases, also where it lies on padding.",
    "shifted input": "What the network gets: your picture, moved. Drag it to move it; Shift+drag pans.",
    "its feature map": "What the looked-at layer answers to the shifted input.",
    "difference": "What a shift changes in the map, or what is left if the map moves along; exact zeros are hatched.",
    "shift": "How far the image is moved, in pixels of what the network gets.",
    "step of the shift": "How far a key, an arrow of a number, a slider or the player moves the image at a time.",
    "edge of the shift": "What comes in at one side where the image has left at the other.",
    "interpolation": "How the image is moved by a fraction of a pixel.",
    "equivariance": "The map moves with the image: ‖f(Tx) − S f(x)‖ / ‖S f(x)‖. T shifts the image, and S its map "
    "as far; 0 is exactly.",
    "invariance": "The pooled features g, means over all positions, stay: ‖g(Tx) − g(x)‖ / ‖g(x)‖, and their cosine; 0 "
    "and 1 are exactly.",
    "pooling": "What is put behind the map: one value stands for each square of 2×2.",
    "head": "What is put behind all that, and has no place any more: a mean a channel, or a fully connected layer.",
    "switches": "Change one thing of the network, here alone, and see what becomes of the two numbers.",
    "equivariance error": "Does the map move with the image? How far the map of the shifted image is from the shifted "
    "map, relative to it: ‖f(Tx) − S f(x)‖ / ‖S f(x)‖ over all channels. 0: it moves exactly along.",
    "change of the pooled features": "Do the pooled features stay? How much the mean of each channel, or a vector "
    "itself, changes, relative to what it was: ‖g(Tx) − g(x)‖ / ‖g(x)‖. 0: they stay.",
    "cosine of the pooled features": "Do the pooled features keep their direction? 1 if they do; of a single channel "
    "it is always 1 or −1.",
    "axis of the curves": "In which direction the image is moved.",
    "range of the curves": "From how far left or up to how far right or down, in pixels of what the network gets.",
    "step of the curves": "How far apart the shifts are. Fractions of a pixel are interpolated.",
    "curves of layers": "One curve for each layer, from the first to what is looked at.",
    "curves of switches": "One curve for each set of switches that was put here: of its last layer.",
    "map of shifts": "One read-out of one layer for every pair of shifts, down and to the right.",
    "layer of the map": "Whose read-out is shown.",
    "reduced picture": "Measure on the picture reduced to at most 512 pixels a side. It is measured and not guessed, "
    "but the network sees a coarser picture, and a pixel of the shift is one of the reduced picture.",
    "class scores": "What a network gives each class: shares that add up to 100 %, by softmax. The largest wins, right "
    "or wrong; the triangle is the right class.",
    "which class wins where": "The class with the highest score at every shift of the digit, in the colour of its bar.",
    "shift consistency": "Share of the pairs of shifts at which the same class wins, right or wrong, over many unseen "
    "digits that stay wholly on the canvas (Zhang 2019).",
    "right at": "At what share of the shifts that leave the whole digit on the canvas its own class wins.",
    "unseen digit": "A handwritten digit of 8×8 pixels that the networks were not trained on.",
    "learnt from": "Where on the canvas the digits stood that the networks were trained on.",
    "conv network": "Convolutions: the same few weights at every position. Max pooling keeps the largest of 2×2.",
    "blur network": "Convolutions, and a blur before every second value is taken: finer detail than the coarser grid "
    "can hold is smoothed away (Zhang 2019).",
    "local network": "The windows of the convolutions, but weights of its own at every position.",
    "full network": "Every value sees the whole canvas, and every connection has a weight of its own.",
    "target": "What the filter shall make of your picture: the map of the selected filter, or a picture of its size "
    "that you open or drop here.",
    "prediction": "What the kernel makes of your picture as it has learnt it until now.",
    "error": "Prediction less target. Its mean square is J, the cost that the steps make smaller.",
    "j": "The cost: the mean over all positions of (prediction − target)². Learning makes it small.",
    "distance": "‖learnt − true‖ / ‖true‖ over all weights of the kernel; 0 % is the true kernel itself.",
    "training step": "How often the weights were changed.",
    "least j": "The least J that any kernel of this size has for this target: found at once by least squares, and 0 if "
    "the target is the map of such a kernel.",
    "condition number": "Largest over smallest variance of the patches: how unequally the picture tells the parts of a "
    "kernel. 1 is best; at ∞ some part cannot be told at all.",
    "optimiser": "The rule by which the gradient changes the weights.",
    "learning rate": "How far a step goes. Too small is slow; too large, and J grows instead. It can be changed on the "
    "way.",
    "momentum": "Share of the last direction that is kept: from 0, none, to below 1.",
    "alpha": "Share of the running mean of squared gradients that is kept at each step.",
    "beta 1": "Share of the running mean of gradients that is kept at each step.",
    "beta 2": "Share of the running mean of squared gradients that is kept at each step.",
    "weight decay": "Pulls all weights towards zero: the L2 penalty. With it the true kernel is not the goal any more.",
    "start": "The numbers that the kernel begins with, before it has learnt anything.",
    "seed": "Chooses the random numbers: the same seed draws the same ones.",
    "batch": "What a step looks at: the whole picture, or some random patches. Fewer are quicker, and "
    "their gradient is only about right.",
    "patches a step": "How many patches a step looks at.",
    "how a filter learns": "Gradient descent: each step changes the weights a little so that J falls.",
    "without sharing": "The task on small crops of the picture: by the shared kernel, and by a layer with a weight for "
    "every pair of a pixel and an output.",
    "seen crops": "Error on the crops that were learnt from, as a share of the variance of the target: 0 % is perfect, "
    "100 % no better than its mean.",
    "unseen crops": "The same on crops of another picture, a sample that neither layer has seen.",
    "what a filter begins with": "A change of any of these begins anew at step 0.",
    "trained network": "All have one task, the same pictures in the same order. A click on a row shows its pictures.",
    "own network": "The network of the lab, as you made it in the network panel.",
    "cost": "The mean cross-entropy: −ln of the share that the right class gets. 0 is perfect.",
    "accuracy": "How many of the pictures get the highest score for their own class.",
    "epoch": "How often all seen pictures were learnt from.",
    "seen": "Share of the seen pictures that is right, of up to 400 of them.",
    "unseen": "Share of the unseen pictures that is right, of up to 400 of them.",
    "gap": "Seen less unseen: a network with a wide gap has learnt its pictures by heart, it overfits.",
    "same class": "Share of the pairs of shifts at which a picture gets the same class, right or wrong: up to 40 "
    "unseen ones, moved about the middle (Zhang 2019).",
    "map moves": "Equivariance error of the first map at a shift of one pixel, ‖f(Tx) − S f(x)‖ / ‖S f(x)‖. 0: it "
    "moves exactly along.",
    "change at a pixel": "How much the features that decide change when the picture moves by one pixel, relative to "
    "them. 0: they stay.",
    "unseen picture": "Which of the unseen pictures is shown; a click on a mistake shows that one.",
    "what they learn from": "The pictures, parted by lot into seen and unseen ones with the same share of each class. "
    "A change of any of these begins anew.",
    "pictures": "1,797 handwritten digits of 8×8 pixels (Alpaydin and Kaynak 1998), or a folder that holds a folder of "
    "pictures for each class.",
    "placement": "Where a picture stands on its canvas: all in the middle, or each at a place that is drawn by lot.",
    "canvas": "Rows × columns of what the networks get; a picture stands on black.",
    "seen pictures": "How many pictures are learnt from, at most nine in ten; the others are unseen. The fewer, the "
    "wider the gap.",
    "networks side by side": "They learn from the same batches in the same order, one step each in turn.",
    "how they learn": "Gradient descent on the cost, a batch a step. Learning rate, weight decay, epochs and patience "
    "can be changed on the way.",
    "pictures a step": "The batch: how many pictures a step looks at.",
    "epochs": "How often all seen pictures are gone through.",
    "patience": "Early stopping: a network stops after so many epochs in which it got no better on unseen pictures.",
    "seed of networks": "Draws the split, the places, the first weights and the order: the same seed, the same result.",
    "what is kept": "The weights after the epoch that was best on unseen pictures, of the network in the selected row.",
}
