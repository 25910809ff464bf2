"""How far the image can be moved, and what is seen of it meanwhile."""

from convviz.lab.state import State


def moved_shape(state: State) -> tuple[int, int, int]:
    """Return the shape of what the network gets while the image moves.

    With the edge "crop" that is half of the picture, unless it is brought to a size.
    """
    channels, height, width = state.input_shape
    if state.translation.edge != "crop" or state.input_size:
        return channels, height, width
    return channels, (height + 1) // 2, (width + 1) // 2


def shift_range(state: State) -> tuple[int, int]:
    """Return how far the image may be moved, down or up and right or left: by half of what is seen of it."""
    _, height, width = state.input_shape
    _, rows, columns = moved_shape(state)
    if (rows, columns) == (height, width):
        return rows // 2, columns // 2
    return (height - rows) // 2, (width - columns) // 2


def shift_of(state: State) -> tuple[float, float]:
    """Return how far the image is moved, (dy, dx), within the range."""
    wanted, (most_y, most_x) = state.translation, shift_range(state)
    return min(max(wanted.dy, -most_y), most_y), min(max(wanted.dx, -most_x), most_x)
