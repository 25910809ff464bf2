"""Random valid states of the lab, for tests of what must hold in every one."""

from collections.abc import Iterator

import numpy as np

from convviz.engine.geometry import PADDING_MODES
from convviz.lab.pictures.display import SIGNED_COLOUR_MAPS, UNSIGNED_COLOUR_MAPS, VALUE_RANGES, Display
from convviz.lab.state import ACTIVATIONS, OPERATIONS, State
from convviz.nn.conv import Conv2d
from convviz.nn.network import Network
from tests.lab_fixtures import image


def random_states(count: int, seed: int = 0) -> Iterator[State]:
    """Make so many states that differ in everything a person can set; the same ones each time."""
    random = np.random.default_rng(seed)
    made = 0
    while made < count:
        try:
            state = _random_state(random)
        except ValueError:  # the parts do not fit together
            continue
        made += 1
        yield state


def _random_state(random: np.random.Generator) -> State:
    def pick(choices):  # keeps the type, which random.choice does not
        choices = list(choices)
        return choices[random.integers(len(choices))]

    picture = image(*random.integers(12, 40, 2), channels=pick((1, 3)), seed=int(random.integers(100)))
    greyscale = bool(random.integers(2))
    channels = 1 if greyscale else len(picture)
    filters = int(random.integers(1, 6))
    weight = random.normal(scale=pick((1e-3, 1, 300)), size=(filters, channels, *random.integers(1, 9, 2)))
    alike = bool(random.integers(2))
    if alike:
        weight[:] = weight[:, :1]
    each = alike and bool(random.integers(2))
    activations = [*filter(None, [pick(ACTIVATIONS.values())])]
    names = pick(((), (tuple(f"name {index}" for index in range(filters)), *((),) * len(activations))))
    layer = Conv2d(
        weight,
        random.normal(size=filters) * pick((0, 1, 5)),
        stride=tuple(random.integers(1, 4, 2).tolist()),
        dilation=tuple(random.integers(1, 3, 2).tolist()),
        padding=pick(("same", "valid", 0, 2, (1, 2), tuple(random.integers(0, 5, 4).tolist()))),
        padding_mode=pick(PADDING_MODES),
    )
    return State(
        picture,
        "random.png",
        Network([layer, *activations]),
        greyscale=greyscale,
        selected_filter=int(random.integers(filters)),
        operation=pick(OPERATIONS),
        channel_mode="each" if each else "across",
        selected_channel=None if each else pick((None, *range(channels))),
        filter_names=names,
        display=Display(
            pick(SIGNED_COLOUR_MAPS), pick(UNSIGNED_COLOUR_MAPS), pick(VALUE_RANGES), locked=bool(random.integers(2))
        ),
    )
