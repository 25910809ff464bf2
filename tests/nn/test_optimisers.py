"""The optimisers take the steps of torch.optim."""

from copy import deepcopy
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from convviz.nn.optimisers import SGD, Adam, Optimiser, RMSprop

START = [0.5, -1.0, 2.0]
GRADIENTS = [[0.1, -0.2, 0.3], [0.4, 0.0, -0.5], [-0.3, 0.6, 0.05], [0.2, -0.1, 0.0]]

# What torch 2.13 makes of START after each of these gradients, in float64.
OF_TORCH: list[tuple[Optimiser, list[list[float]]]] = [
    (SGD(0.1), [[0.49, -0.98, 1.97], [0.45, -0.98, 2.02], [0.48, -1.04, 2.015], [0.46, -1.03, 2.015]]),
    (
        SGD(0.1, weight_decay=0.01),
        [
            [0.4895, -0.979, 1.968],
            [0.4490105, -0.978021, 2.016032],
            [0.478561489, -1.03704298, 2.00901597],
            [0.458082928, -1.02600594, 2.00700695],
        ],
    ),
    (
        SGD(0.1, momentum=0.9),
        [[0.49, -0.98, 1.97], [0.441, -0.962, 1.993], [0.4269, -1.0058, 2.0087], [0.39421, -1.03522, 2.02283]],
    ),
    (
        SGD(0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
        [
            [0.48005, -0.9601, 1.9392],
            [0.394632905, -0.94126581, 2.00459552],
            [0.410439762, -1.03739072, 2.00688804],
            [0.359241267, -1.04977924, 2.01144235],
        ],
    ),
    (
        RMSprop(0.1),
        [
            [-0.499999, -4.9999975e-07, 1.00000033],
            [-1.47042673, -4.9999975e-07, 1.85863029],
            [-0.880032354, -0.949628999, 1.77265426],
            [-1.24787642, -0.792535286, 1.77265426],
        ],
    ),
    (
        RMSprop(0.05, alpha=0.9, eps=1e-6, weight_decay=0.01, momentum=0.8),
        [
            [0.341890879, -0.841888498, 1.84188768],
            [0.0619011127, -0.708723705, 1.84915302],
            [-0.0664636823, -0.752824079, 1.83507268],
            [-0.230935191, -0.759774628, 1.81819387],
        ],
    ),
    (
        Adam(0.1),
        [
            [0.40000001, -0.900000005, 1.9],
            [0.311562364, -0.832994184, 1.92935612],
            [0.293891534, -0.877238926, 1.94650423],
            [0.259182308, -0.903955275, 1.96055092],
        ],
    ),
    (
        Adam(0.05, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.01),
        [
            [0.450000476, -0.950000238, 1.95000016],
            [0.404586867, -0.916398493, 1.96520168],
            [0.398060545, -0.941305394, 1.97196439],
            [0.380865946, -0.954491867, 1.976021],
        ],
    ),
]
SETTINGS = [optimiser for optimiser, _ in OF_TORCH]


def run(
    optimiser: Optimiser, gradients: list[list[float]] = GRADIENTS, start: list[float] = START
) -> list[list[float]]:
    """Return the parameters after each step."""
    parameter, results = np.array(start), []
    for gradient in gradients:
        optimiser.step([parameter], [np.array(gradient)])
        results.append(parameter.tolist())
    return results


@pytest.mark.parametrize(("optimiser", "expected"), OF_TORCH, ids=map(str, SETTINGS))
def test_the_steps_are_those_of_torch(optimiser: Optimiser, expected: list[list[float]]) -> None:
    np.testing.assert_allclose(run(optimiser.fresh()), expected, rtol=1e-7)


def test_momentum_by_hand() -> None:
    # v: 1, 0.5 · 1 + 1 = 1.5, 0.5 · 1.5 + 1 = 1.75; each time 0.1 of it
    assert run(SGD(0.1, momentum=0.5), [[1.0]] * 3, [1.0]) == [[pytest.approx(w)] for w in (0.9, 0.75, 0.575)]
    # with a look ahead: 1 + 0.5 · 1, 1 + 0.5 · 1.5
    nesterov = run(SGD(0.1, momentum=0.5, nesterov=True), [[1.0]] * 2, [1.0])
    assert nesterov == [[pytest.approx(w)] for w in (0.85, 0.675)]


def test_rmsprop_by_hand() -> None:
    # s: 0.5 · 2² = 2, 0.5 · 2 + 0.5 · 4² = 9; so 2 / √2 and 4 / 3
    assert run(RMSprop(1, alpha=0.5, eps=0), [[2.0], [4.0]], [0.0]) == [
        [pytest.approx(-(2**0.5))],
        [pytest.approx(-(2**0.5) - 4 / 3)],
    ]


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
def test_the_first_step_of_adam_has_the_size_of_the_learning_rate(size: float) -> None:
    ((first,),) = run(Adam(0.25, eps=0), [[size]], [0.0])
    assert first == pytest.approx(-0.25)


@pytest.mark.parametrize("optimiser", SETTINGS, ids=str)
def test_every_parameter_goes_its_own_way_in_its_own_type(optimiser: Optimiser) -> None:
    whole, parts = optimiser.fresh(), optimiser.fresh()
    together, one, two = (np.array(start, np.float32) for start in (START, START[:1], START[1:]))
    for gradient in np.array(GRADIENTS, np.float32):
        gradient.flags.writeable = False
        whole.step([together], [gradient])
        parts.step([one, two], [gradient[:1], gradient[1:]])
    np.testing.assert_array_equal(together, [*one, *two])
    np.testing.assert_allclose(together, run(optimiser.fresh())[-1], rtol=2e-6)


@pytest.mark.parametrize("optimiser", SETTINGS, ids=str)
def test_a_fresh_one_starts_anew_and_a_deep_copy_goes_on_by_itself(optimiser: Optimiser) -> None:
    used = optimiser.fresh()
    first = run(used)
    assert used == optimiser
    assert run(used.fresh()) == first
    copied = deepcopy(used)
    on = run(copied)
    assert run(used) == on
    assert copied.memory.steps == 2 * len(GRADIENTS)


def test_other_settings_go_on_in_the_same_run() -> None:
    parameter, gradient = np.zeros(1), np.ones(1)
    optimiser = SGD(0.1, momentum=0.5)
    optimiser.step([parameter], [gradient])
    replace(optimiser, lr=1.0).step([parameter], [gradient])
    assert parameter.item() == pytest.approx(-0.1 - 1.5)


def test_the_settings_are_a_value() -> None:
    assert repr(SGD(0.1)) == "SGD(lr=0.1, momentum=0.0, nesterov=False, weight_decay=0.0)"
    assert SGD(0.1) == SGD(0.1)
    assert Adam() != Adam(betas=(0.9, 0.99))
    assert len({RMSprop(), RMSprop(), Adam()}) == 2
    with pytest.raises(FrozenInstanceError):
        Adam().lr = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(-1), "lr must be a number of at least 0; got -1"),
        (lambda: Adam(np.nan), "lr must be a number of at least 0; got nan"),
        (lambda: SGD(weight_decay=-1), "weight_decay must be"),
        (lambda: SGD(momentum=-1), "momentum must be"),
        (lambda: SGD(nesterov=True), "nesterov needs a momentum above 0"),
        (lambda: RMSprop(alpha=1.1), "alpha must be from 0 to 1; got 1.1"),
        (lambda: RMSprop(eps=-1), "eps must be"),
        (lambda: RMSprop(momentum=-1), "momentum must be"),
        (lambda: Adam(betas=(0.9, 1)), "betas must be from 0 to below 1; got 1"),
        (lambda: Adam(betas=(0.9,)), r"betas must be two numbers, .*; got \(0\.9,\)"),
        (lambda: Adam(eps=-1), "eps must be"),
    ],
)
def test_settings_out_of_range_are_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_gradients_and_parameters_that_do_not_fit_are_refused_and_change_nothing() -> None:
    parameter, optimiser = np.zeros(2), Adam()
    with pytest.raises(ValueError, match=r"one gradient of the shape of each parameter, \[\(2,\)\]; got \[\(3,\)\]"):
        optimiser.step([parameter], [np.ones(3)])
    optimiser.step([parameter], [np.ones(2)])
    before = parameter.copy()
    for others in ([np.zeros(3)], [parameter, np.zeros(1)]):
        with pytest.raises(ValueError, match=r"not those of the step before: start anew with fresh\(\)"):
            optimiser.step(others, [np.ones_like(other) for other in others])
    assert (parameter.tolist(), optimiser.memory.steps) == (before.tolist(), 1)


def test_a_first_step_that_was_refused_leaves_no_trace() -> None:
    optimiser, one, two = Adam(), [np.zeros(2)], [np.zeros(2), np.zeros(3)]
    with pytest.raises(ValueError, match="one gradient of the shape of each parameter"):
        optimiser.step(one, two)
    optimiser.step(two, two)
    assert optimiser.memory.steps == 1
