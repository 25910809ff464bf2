"""The table of all layers gives the numbers of the literature."""

import pytest

from convviz.lab.sparsity.layer_table import HEADINGS, NOTHING, table_rows
from convviz.nn.conv import Conv2d
from convviz.nn.linear import Linear
from convviz.nn.network import Network
from convviz.nn.networks import NETWORKS
from convviz.nn.pooling import MaxPool2d
from tests.lab.network_states import ready_state, state_of

# r, S (and P) of layers, by their names in the literature
KNOWN = {
    "lenet-5-1998": {"C1": (5, 1, 0), "S2": (6, 2, 0), "C3": (14, 2, 0), "S4": (16, 4, 0), "C5": (32, 4, 0)},
    "alexnet": {"pool5": (195, 32, 64)},
    "vgg-16": {"pool5": (212, 32, 90)},
}


@pytest.mark.parametrize("key", KNOWN)
def test_the_receptive_fields_are_those_of_the_literature(key: str) -> None:
    rows, names = table_rows(ready_state(key)), NETWORKS[key].names
    headings = list(HEADINGS)
    places = [headings.index(heading) for heading in ("r", "S", "P")]
    shown = {name: tuple(int(rows[names[name]].texts[place]) for place in places) for name in KNOWN[key]}
    assert shown == KNOWN[key]


def test_the_connections_of_c1_are_122304() -> None:
    row = table_rows(ready_state("lenet-5-1998"))[0]
    assert row.connections == 122_304
    assert row.texts[:7] == ("1 Conv2d", "5×5", "1", "0", "28×28×6", "5", "1")


def test_the_density_of_the_layer_of_the_courses_is_2_44_percent() -> None:
    row = table_rows(state_of(Network([Conv2d(3, 6, 5)]), 32, 32))[0]
    assert row.density == pytest.approx(75 / 3072)
    assert row.texts[-1] == "2.4 %"


def test_a_fully_connected_layer_is_dense_and_sees_all() -> None:
    row = table_rows(ready_state("lenet-5"))[NETWORKS["lenet-5"].names["C5"]]
    assert (row.density, row.seen, row.window, row.size) == (1, 1, None, (32, 32))
    assert row.connections == 400 * 120 + 120


def test_a_value_behind_flatten_sees_what_its_own_position_sees() -> None:
    row = table_rows(ready_state("lenet-5"))[6]
    assert row.texts[0] == "7 Flatten"
    assert row.texts[5:9] == ("16", NOTHING, NOTHING, "25 %")


def test_the_cells_for_computing_are_bare_numbers() -> None:
    cells = table_rows(state_of(Network([Conv2d(3, 6, 5, padding=2), Linear(3, 2)]), 32, 32))
    assert cells[0].cells[:8] == ("1 Conv2d", "5×5", "1", "2", "32×32×6", "5", "1", "2")
    assert cells[0].cells[8:10] == (100 * 25 / 1024, cells[0].connections)
    assert cells[1].cells == ("2 Linear", *[""] * 10)


def test_the_share_seen_leaves_holes_and_padding_out() -> None:
    row = table_rows(state_of(Network([Conv2d(3, 1, 3, dilation=2)]), 10, 10))[0]
    assert row.seen == pytest.approx(9 / 100)
    assert row.texts[1] == "3×3 dilated 2"


def test_unlike_sides_are_written_out() -> None:
    rows = table_rows(state_of(Network([Conv2d(3, 1, (3, 5), padding=(0, 1, 2, 2)), MaxPool2d((1, 2))])))
    assert rows[0].texts[1:4] == ("3×5", "1", "0, 1, 2, 2")
    assert rows[1].texts[1:3] == ("1×2", "1×2")
    assert rows[1].texts[5:8] == ("3×6", "1×2", "0×2")


def test_a_layer_that_does_not_fit_has_a_row_without_numbers() -> None:
    rows = table_rows(state_of(Network([Conv2d(3, 1, 3), Linear(7, 2), MaxPool2d(2)])))
    assert len(rows) == 3
    assert rows[1].texts == ("2 Linear", *[NOTHING] * 10)
    assert rows[2].texts[:4] == ("3 MaxPool2d", "2×2", "2", "0")
    assert set(rows[2].texts[4:]) == {NOTHING}


def test_every_row_has_a_text_for_each_heading() -> None:
    for row in table_rows(ready_state("vgg-16")):
        assert len(row.texts) == len(HEADINGS)
