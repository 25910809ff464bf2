"""Round numbers for axes."""

import numpy as np
import pytest

from convviz.lab.text.ticks import nice_ticks


def test_ticks_are_round_within_the_ends_and_no_more_than_asked_for() -> None:
    random = np.random.default_rng(0)
    for _ in range(300):
        low = float(random.normal() * 10 ** random.uniform(-6, 6))
        high = low + float(10 ** random.uniform(-3, 6)) * max(abs(low), 1e-6)
        most = int(random.integers(2, 12))
        ticks = nice_ticks(low, high, most)
        slack = 1e-6 * (high - low)
        assert len(ticks) <= most
        assert all(low - slack <= tick <= high + slack for tick in ticks)
        steps = np.diff(ticks)
        assert np.allclose(steps, steps[:1], rtol=1e-3)


def test_zero_is_zero_and_tenths_are_tenths() -> None:
    assert nice_ticks(-0.3, 0.3, 7) == [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]


@pytest.mark.parametrize("ends", [(1, 1), (2, 1), (0, float("inf")), (float("nan"), 1)])
def test_ends_that_span_nothing_are_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="two finite ends"):
        nice_ticks(*ends)
