"""The optimisers as they are offered."""

import pytest

from convviz.lab.training.optimiser_kinds import LARGEST_RATE, OPTIMISERS, RATE, kind_of
from convviz.nn.optimisers import Adam


def test_each_kind_begins_as_what_it_is_called() -> None:
    assert [kind_of(kind.optimiser) for kind in OPTIMISERS.values()] == list(OPTIMISERS)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_each_setting_is_read_as_it_was_put_and_both_ends_are_allowed(name: str) -> None:
    kind = OPTIMISERS[name]
    for setting in (RATE, *kind.settings):
        for value in (setting.least, setting.greatest):
            changed = setting.put(kind.optimiser, value)
            assert setting.value(changed) == value
            assert kind_of(changed) == name
            for other in kind.settings:
                if other != setting:
                    assert other.value(changed) == other.value(kind.optimiser)


def test_one_of_two_betas_changes_alone() -> None:
    first, second, _ = OPTIMISERS["Adam"].settings
    assert second.put(first.put(Adam(), 0.5), 0.9) == Adam(betas=(0.5, 0.9))
    assert RATE.greatest == LARGEST_RATE
