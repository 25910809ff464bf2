"""Kernels beside each other: arranged so that their cells are as large as can be, with their numbers."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.lab.pictures.display import Scale
from convviz.ui.training.kernel_board import LARGEST_CELL, KernelBoard, ShownKernel, _fitting
from tests.hands import colours_of

SCALE = Scale(-2, 2, "balance")


@pytest.fixture
def board(styled: QApplication, qtbot: QtBot) -> KernelBoard:
    board = KernelBoard("Kernels")
    qtbot.addWidget(board)
    return board


def kernels(count: int, shape: tuple[int, int, int]) -> list[ShownKernel]:
    return [ShownKernel(f"Kernel {n}", np.full(shape, n / 2, np.float32), QColor("red")) for n in range(count)]


@pytest.mark.parametrize("size", [(160, 120), (400, 200), (200, 400), (900, 300)])
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("shape", [(1, 3, 3), (3, 3, 3), (3, 5, 7), (1, 31, 31)])
def test_all_of_them_lie_within_the_board(
    board: KernelBoard, size: tuple[int, int], count: int, shape: tuple[int, int, int]
) -> None:
    board.resize(*size)
    board.show_kernels(kernels(count, shape), ("a", "b", "c")[: shape[0]] if shape[0] > 1 else (), SCALE)
    columns, cell = board._plan()
    channels, height, width = shape
    rows = -(-count // columns)
    if cell > 2:
        assert columns * channels * width * cell <= size[0]
        assert rows * height * cell + 20 * rows <= size[1]
    assert cell <= LARGEST_CELL


def test_a_wide_board_has_them_side_by_side_and_a_tall_one_below_one_another(board: KernelBoard) -> None:
    board.show_kernels(kernels(2, (1, 5, 5)), (), SCALE)
    board.resize(600, 200)
    assert board._plan().columns == 2
    board.resize(200, 600)
    assert board._plan().columns == 1


def test_each_weight_has_the_colour_of_the_scale(board: KernelBoard) -> None:
    weights = np.array([[[-2, 0], [1, 2]]], np.float32)
    board.resize(200, 200)
    board.show_kernels([ShownKernel("One", weights)], (), SCALE)
    seen = colours_of(board.grab().toImage())
    cell = board._plan().cell
    expected = SCALE.rgb(weights[0])
    for y in range(2):
        for x in range(2):
            assert seen[int(20 + y * cell + 3), int(x * cell + 3)].tolist() == expected[y, x].tolist()


def test_a_screen_reader_gets_the_numbers_and_of_a_large_kernel_its_size(board: KernelBoard) -> None:
    board.show_kernels([ShownKernel("One", np.array([[[-1, 0.25]]], np.float32))], (), SCALE)
    assert board.accessibleDescription() == "One: −1, 0.25"
    board.show_kernels(kernels(1, (1, 11, 11)), (), SCALE)
    assert board.accessibleDescription() == "Kernel 0: 11×11"


def test_numbers_have_as_many_decimals_as_fit(styled: QApplication) -> None:
    metrics = QFontMetrics(styled.font())
    wide, narrow = metrics.horizontalAdvance("−0.000") + 1, metrics.horizontalAdvance("−0.0") + 1
    assert _fitting(metrics, -0.1234, wide) == "−0.123"
    assert _fitting(metrics, -0.1234, narrow) == "−0.1"
    assert _fitting(metrics, -0.0004, narrow) == "0"
    assert _fitting(metrics, 123.45, narrow) == "123"


def test_of_a_number_that_does_not_fit_no_part_is_written(styled: QApplication) -> None:
    metrics = QFontMetrics(styled.font())
    assert _fitting(metrics, -1021.5, metrics.horizontalAdvance("−102") + 1) == "…"
