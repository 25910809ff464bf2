"""The linked views: zoom, pan, hover, outline, and pixels that are drawn as they are."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from convviz.lab.compute import Frame
from convviz.lab.pictures.picture import picture_of_image
from convviz.lab.text.numbers import format_number
from convviz.nn.receptive_field import field_of
from convviz.ui.main_window import MainWindow
from convviz.ui.pictures import surroundings
from convviz.ui.pictures.image_view import ImageView, Placement
from convviz.ui.pictures.pointing import IDLE
from convviz.ui.pictures.surroundings import VEIL
from convviz.ui.pictures.viewport import LARGEST_ZOOM, Viewport
from tests.hands import (
    CONTROL,
    SHIFT,
    Button,
    Calls,
    Key,
    choose,
    click,
    colours_of,
    drag,
    press,
    set_number,
    settle,
    type_text,
    wheel,
)
from tests.lab_fixtures import HEIGHT, WIDTH, image, pixels


@pytest.fixture
def input_view(window: MainWindow) -> ImageView:
    return window.page.input_view


@pytest.fixture
def map_view(window: MainWindow) -> ImageView:
    return window.page.map_view


@pytest.fixture
def frames(window: MainWindow, qtbot: QtBot) -> list[Frame]:
    """Return the frames that are shown from here on, the first computed anew."""
    calls = Calls(window.compute.finished.connect)
    window.compute.submit(window.document.state)
    settle(qtbot, window)
    return calls


def zoom_of(view: ImageView) -> float:
    """Return the screen pixels of a pixel of the picture, as the view places them."""
    return view.position_of(0, 10).x() / 10 - view.position_of(0, 0).x() / 10


def hover(view: ImageView, position: QPoint) -> None:
    QTest.mouseMove(view, QPoint(1, 1))  # the margin, so that the pixel is another than before
    QTest.mouseMove(view, position)


def pixel_at(view: ImageView, position: QPoint) -> tuple[int, int] | None:
    """Return the pixel that the view says is at a position, which its signal tells."""
    told = Calls(view.pixel_hovered.connect)
    hover(view, position)
    return told[-1][0] if told else None


def test_both_views_fit_the_picture_at_first(input_view: ImageView, map_view: ImageView) -> None:
    for view in (input_view, map_view):
        first, last = view.position_of(0, 0), view.position_of(HEIGHT - 1, WIDTH - 1)
        assert view.rect().contains(first)
        assert view.rect().contains(last)
        assert last.x() - first.x() > view.width() * 0.8


@pytest.mark.parametrize("notches", [1, 3, -1])
def test_the_wheel_zooms_and_keeps_the_pixel_under_the_pointer(
    window: MainWindow, input_view: ImageView, notches: int
) -> None:
    press_zoom = window.page.viewport
    press_zoom.zoom_to(12)
    place, before = input_view.position_of(20, 30), zoom_of(input_view)
    wheel(input_view, place, notches)
    assert zoom_of(input_view) == pytest.approx(before * 2 ** (notches / 3), rel=0.05)
    moved = input_view.position_of(20, 30) - place
    assert abs(moved.x()) <= 1
    assert abs(moved.y()) <= 1


def test_a_zoom_in_one_view_is_one_in_the_other(input_view: ImageView, map_view: ImageView) -> None:
    wheel(map_view, map_view.rect().center(), 4)
    assert zoom_of(input_view) == pytest.approx(zoom_of(map_view))
    assert input_view.position_of(24, 32) == map_view.position_of(24, 32)


def test_a_drag_moves_both_pictures_with_the_hand(
    window: MainWindow, input_view: ImageView, map_view: ImageView
) -> None:
    window.page.viewport.zoom_to(20)
    before = input_view.position_of(24, 32)
    drag(input_view, QPoint(100, 100), QPoint(160, 140))
    for view in (input_view, map_view):
        moved = view.position_of(24, 32) - before
        assert abs(moved.x() - 60) <= 1  # where a pixel's middle lies between two points of the screen
        assert abs(moved.y() - 40) <= 1


def test_the_picture_cannot_be_lost(window: MainWindow, input_view: ImageView) -> None:
    window.page.viewport.zoom_to(20)
    for _ in range(30):
        drag(input_view, QPoint(300, 300), QPoint(10, 10), steps=2)
    assert input_view.rect().contains(input_view.position_of(HEIGHT - 1, WIDTH - 1))


@pytest.mark.parametrize("way", ["double click", "key in the view", "key in the window"])
def test_all_of_it_is_shown_again(window: MainWindow, input_view: ImageView, way: str) -> None:
    first = input_view.position_of(0, 0)
    wheel(input_view, QPoint(200, 200), 6)
    assert input_view.position_of(0, 0) != first
    if way == "double click":
        QTest.mouseDClick(input_view, Button.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(90, 90))
    elif way == "key in the view":
        input_view.setFocus()
        press(Key.Key_0)
    else:
        press(Key.Key_0, CONTROL)
    assert input_view.position_of(0, 0) == first
    assert window.page.viewport.fitted


def test_the_keys_zoom_and_move(window: MainWindow, map_view: ImageView) -> None:
    window.page.viewport.zoom_to(20)
    map_view.setFocus()
    before = map_view.position_of(24, 32)
    press(Key.Key_Left, SHIFT)
    press(Key.Key_Up, SHIFT)
    moved = map_view.position_of(24, 32) - before
    assert (moved.x(), moved.y()) == (40, 40)
    press(Key.Key_Right, SHIFT)
    press(Key.Key_Down, SHIFT)
    assert map_view.position_of(24, 32) == before
    zoom = zoom_of(map_view)
    press(Key.Key_Plus)
    assert zoom_of(map_view) > zoom
    press(Key.Key_Minus, times=2)
    assert zoom_of(map_view) < zoom


def test_the_keys_of_the_window_zoom_too(window: MainWindow, map_view: ImageView) -> None:
    zoom = zoom_of(map_view)
    press(Key.Key_Plus, CONTROL)
    assert zoom_of(map_view) > zoom
    press(Key.Key_Minus, CONTROL)
    assert zoom_of(map_view) == pytest.approx(zoom, rel=0.02)
    press(Key.Key_1, CONTROL)
    assert zoom_of(map_view) == pytest.approx(1)


def test_a_view_takes_the_focus_when_it_is_clicked(input_view: ImageView) -> None:
    click(input_view)
    assert input_view.hasFocus()


@pytest.mark.parametrize("pixel", [(0, 0), (0, WIDTH - 1), (HEIGHT - 1, 0), (HEIGHT - 1, WIDTH - 1), (20, 33)])
@pytest.mark.parametrize("name", ["input_view", "map_view"])
def test_hovering_tells_the_pixel_under_the_pointer(window: MainWindow, name: str, pixel: tuple[int, int]) -> None:
    view = getattr(window.page, name)
    assert pixel_at(view, view.position_of(*pixel)) == pixel


def test_beside_the_picture_there_is_no_pixel(window: MainWindow, input_view: ImageView) -> None:
    told = Calls(input_view.pixel_hovered.connect)
    hover(input_view, input_view.position_of(5, 5))
    QTest.mouseMove(input_view, QPoint(1, 1))
    assert told[-1] == (None,)
    assert window.read_out.text() == IDLE


def test_hovering_over_the_input_reads_out_its_channels(window: MainWindow, input_view: ImageView) -> None:
    hover(input_view, input_view.position_of(7, 9))
    red, green, blue = (format_number(float(value)) for value in window.document.state.image[:, 7, 9])
    assert window.read_out.text() == (
        f"y 7   x 9   red {red}   green {green}   blue {blue}   reaches 9 values: rows 6 to 8, columns 8 to 10"
    )


def test_hovering_over_a_grey_input_reads_out_its_value(
    window: MainWindow, input_view: ImageView, frames: list, qtbot: QtBot
) -> None:
    press(Key.Key_G, CONTROL)
    settle(qtbot, window)
    hover(input_view, input_view.position_of(7, 9))
    value = format_number(float(frames[-1][0].input[0, 7, 9]))
    assert window.read_out.text().startswith(f"y 7   x 9   value {value}   reaches")


@pytest.mark.parametrize(
    ("pixel", "stride", "dilation", "outline", "told"),
    [
        ((20, 30), "1", "1", QRectF(29, 19, 3, 3), "reaches 9 values: rows 19 to 21, columns 29 to 31"),
        ((0, 0), "1", "1", QRectF(0, 0, 2, 2), "reaches 4 values: rows 0 to 1, columns 0 to 1"),
        ((21, 31), "2", "1", QRectF(29.5, 19.5, 4, 4), "reaches 4 values: rows 10 to 11, columns 15 to 16"),
        ((20, 30), "1", "3", QRectF(27, 17, 7, 7), "reaches 9 values: rows 17, 20, 23, columns 27, 30, 33"),
    ],
)
def test_hovering_over_the_input_outlines_the_values_that_the_pixel_reaches(
    window: MainWindow, input_view: ImageView, map_view: ImageView, qtbot: QtBot, pixel, stride, dilation, outline, told
) -> None:
    set_number(window.page.layer_panel.dilation.vertical, dilation)
    set_number(window.page.layer_panel.stride.vertical, stride)
    settle(qtbot, window)
    hover(input_view, input_view.position_of(*pixel))
    assert window.read_out.text().endswith(told)
    assert list(map_view.over.outlines) == [outline]
    assert len(map_view.over.cells) == (9 if dilation == "3" else 0)
    hover(input_view, QPoint(2, 2))
    assert not map_view.over.outlines


def test_a_pixel_that_the_stride_steps_over_reaches_nothing(
    window: MainWindow, input_view: ImageView, map_view: ImageView, qtbot: QtBot
) -> None:
    set_number(window.page.kernel_panel.kernel_size.vertical, "1")
    set_number(window.page.layer_panel.stride.vertical, "3")
    settle(qtbot, window)
    hover(input_view, input_view.position_of(4, 4))
    assert window.read_out.text().endswith("reaches no value of the map: the stride steps over it")
    assert not map_view.over.outlines


@pytest.mark.parametrize("mode", ["zeros", "replicate", "reflect", "circular"])
def test_the_padding_is_drawn_around_the_picture_with_what_it_holds(
    window: MainWindow, input_view: ImageView, qtbot: QtBot, mode: str
) -> None:
    choose(window.page.layer_panel.padding, "in numbers")
    for side in window.page.layer_panel.sides.sides:
        set_number(side, "2")
    choose(window.page.layer_panel.padding_mode, mode)
    settle(qtbot, window)
    window.page.viewport.zoom_to(12)
    input_view.setFocus()
    press(Key.Key_Home)
    window.page.viewport.pan_by(QPointF(2000, 2000), QSizeF(input_view.size()))
    place = input_view.position_of(-1, 3)

    def drawn() -> list[int]:
        return colours_of(input_view.grab().toImage())[place.y(), place.x()].tolist()

    ground = drawn()
    press(Key.Key_P, CONTROL)
    source = {"zeros": None, "replicate": (0, 3), "reflect": (1, 3), "circular": (HEIGHT - 1, 3)}[mode]
    held = pixels()[:, *source].astype(int) if source else np.zeros(3, int)
    veil = input_view.palette().mid().color().getRgb()[:3]
    veiled = [value * (255 - VEIL) / 255 + over * VEIL / 255 for value, over in zip(held, veil, strict=True)]
    assert drawn() == pytest.approx(veiled, abs=2)
    press(Key.Key_P, CONTROL)
    assert drawn() == ground


def test_padding_inside_the_receptive_field_is_drawn_while_it_is_outlined(
    window: MainWindow, input_view: ImageView, map_view: ImageView
) -> None:
    window.page.viewport.zoom_to(30)
    window.page.viewport.pan_by(QPointF(3000, 3000), QSizeF(input_view.size()))
    place = input_view.position_of(-1, 0)

    def drawn() -> list[int]:
        return colours_of(input_view.grab().toImage())[place.y(), place.x()].tolist()

    ground = drawn()
    hover(map_view, map_view.position_of(0, 0))
    assert drawn() != ground
    hover(map_view, map_view.position_of(3, 0))
    assert drawn() == ground


def test_a_huge_padding_is_drawn_as_quickly_as_a_small_one(
    window: MainWindow, input_view: ImageView, qtbot: QtBot
) -> None:
    choose(window.page.layer_panel.padding, "in numbers")
    for side, pixels_added in zip(window.page.layer_panel.sides.sides, ("5000", "0", "9000", "0"), strict=True):
        set_number(side, pixels_added)
    settle(qtbot, window)
    press(Key.Key_P, CONTROL)
    shapes = []
    draw = surroundings.image_of
    surroundings.image_of = lambda drawn, colours: shapes.append(drawn.shape) or draw(drawn, colours)
    try:
        input_view.grab()
    finally:
        surroundings.image_of = draw
    assert shapes
    assert all(max(shape) <= 2 * max(input_view.width(), input_view.height()) for shape in shapes)


def test_what_a_stride_leaves_out_is_hatched_when_asked_for(
    window: MainWindow, input_view: ImageView, qtbot: QtBot
) -> None:
    choose(window.page.layer_panel.padding, "valid")
    set_number(window.page.layer_panel.stride.vertical, "4")
    settle(qtbot, window)
    window.page.viewport.zoom_to(12)
    window.page.viewport.pan_by(QPointF(-3000, -3000), QSizeF(input_view.size()))
    places = [input_view.position_of(*pixel) for pixel in ((HEIGHT - 1, 56), (HEIGHT - 8, 56))]

    def squares() -> list[np.ndarray]:
        seen = colours_of(input_view.grab().toImage())
        return [seen[place.y() - 4 : place.y() + 4, place.x() - 4 : place.x() + 4] for place in places]

    before = squares()
    press(Key.Key_P, CONTROL)
    left_out, used = squares()
    assert not np.array_equal(left_out, before[0])
    assert np.array_equal(used, before[1])


def test_a_pixel_is_pinned_and_kept_in_view(window: MainWindow, map_view: ImageView) -> None:
    window.page.viewport.zoom_to(60)
    map_view.pin(HEIGHT - 1, 0)
    assert map_view.pinned == (HEIGHT - 1, 0)
    assert map_view.rect().contains(map_view.position_of(HEIGHT - 1, 0))
    map_view.pin(HEIGHT, 0)
    assert map_view.pinned == (HEIGHT - 1, 0)


@pytest.mark.parametrize(
    ("stride", "dilation", "padding"),
    [("1", "1", "same"), ("2", "1", "same"), ("1", "3", "same"), ("3", "2", "valid"), ("2", "1", "valid")],
)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_hovering_over_the_map_outlines_what_the_value_sees_and_reads_it_out(
    window: MainWindow, map_view: ImageView, frames: list, qtbot: QtBot, stride, dilation, padding, place
) -> None:
    layer_panel = window.page.layer_panel
    choose(layer_panel.padding, padding)
    set_number(layer_panel.dilation.vertical, dilation)
    set_number(layer_panel.stride.vertical, stride)
    settle(qtbot, window)
    frame = frames[-1][0]
    height, width = frame.feature_map.shape
    y, x = {"first": (0, 0), "middle": (height // 2, width // 3), "last": (height - 1, width - 1)}[place]
    hover(map_view, map_view.position_of(y, x))
    region = field_of(frame.state.layer).region(y, x)
    reach = 2 * int(dilation) + 1
    assert region.bottom - region.top == reach
    assert list(window.page.input_view.over.outlines) == [QRectF(region.left, region.top, reach, reach)]
    value = format_number(float(frame.feature_map[y, x]))
    rows, columns = f"{region.top} to {region.bottom - 1}", f"{region.left} to {region.right - 1}"
    told = f"y {y}   x {x}   value {value}   sees rows {rows}, columns {columns}".replace("-", "−")
    seen = range(region.top, region.bottom, int(dilation)), range(region.left, region.right, int(dilation))
    real = sum(0 <= row < HEIGHT and 0 <= column < WIDTH for row in seen[0] for column in seen[1])
    assert window.read_out.text() == told + (f"; {real} of 9 pixels are real, the others padding" if real < 9 else "")


def test_the_arrow_keys_read_pixel_after_pixel(
    window: MainWindow, map_view: ImageView, frames: list, qtbot: QtBot
) -> None:
    map_view.setFocus()
    press(Key.Key_Down)
    assert window.read_out.text().startswith("y 24   x 32   ")
    press(Key.Key_Down, times=2)
    press(Key.Key_Right)
    value = format_number(float(frames[-1][0].feature_map[26, 33]))
    assert window.read_out.text().startswith(f"y 26   x 33   value {value}")
    assert list(window.page.input_view.over.outlines) == [QRectF(32, 25, 3, 3)]


def test_the_pixel_that_is_read_with_the_keys_stays_in_sight_and_in_the_picture(
    window: MainWindow, map_view: ImageView
) -> None:
    window.page.viewport.zoom_to(60)
    map_view.setFocus()
    press(Key.Key_Right, times=100)
    assert window.read_out.text().startswith(f"y 24   x {WIDTH - 1}   ")
    assert map_view.rect().contains(map_view.position_of(24, WIDTH - 1))


def test_the_value_that_is_read_out_is_the_sum_over_the_outlined_patch(
    window: MainWindow, map_view: ImageView, frames: list
) -> None:
    y, x = 20, 30
    hover(map_view, map_view.position_of(y, x))
    region = field_of(frames[-1][0].state.layer).region(y, x)
    patch = window.document.state.image[:, region.top : region.bottom, region.left : region.right]
    value = float((patch.astype(float) * window.document.state.layer.weight[0]).sum())
    assert f"value {format_number(value)} " in window.read_out.text()


def test_when_the_pointer_leaves_the_outline_goes(window: MainWindow, map_view: ImageView) -> None:
    hover(map_view, map_view.position_of(20, 30))
    QTest.mouseMove(window.page.kernel_panel.grid.viewport(), QPoint(3, 3))
    QTest.mouseMove(window.page.kernel_panel.grid.viewport(), QPoint(4, 4))
    QApplication.processEvents()
    assert not window.page.input_view.over.outlines
    assert window.read_out.text() == IDLE


def test_what_is_read_out_follows_an_edit_while_the_pointer_rests(
    window: MainWindow, map_view: ImageView, frames: list, qtbot: QtBot
) -> None:
    hover(map_view, map_view.position_of(20, 30))
    window.page.kernel_panel.grid.setFocus()
    type_text("50")
    press(Key.Key_Return)
    settle(qtbot, window)
    value = format_number(float(frames[-1][0].feature_map[20, 30]))
    assert f"value {value} " in window.read_out.text()


def test_the_outline_follows_the_size_of_the_kernel_while_the_pointer_rests(
    window: MainWindow, map_view: ImageView, qtbot: QtBot
) -> None:
    hover(map_view, map_view.position_of(20, 30))
    set_number(window.page.kernel_panel.kernel_size.vertical, "7")
    settle(qtbot, window)
    assert "sees rows 17 to 23, columns 27 to 33" in window.read_out.text()


@pytest.mark.parametrize("name", ["input_view", "map_view"])
def test_close_up_every_pixel_has_exactly_its_colour(window: MainWindow, frames: list, qtbot: QtBot, name: str) -> None:
    window.page.viewport.zoom_to(16)
    view = getattr(window.page, name)
    grabbed = colours_of(view.grab().toImage())
    frame = frames[-1][0]
    scale = frame.scale
    wanted = pixels().transpose(1, 2, 0) if name == "input_view" else scale.colours()[scale.indices(frame.feature_map)]
    compared = 0
    for y in range(HEIGHT):
        for x in range(WIDTH):
            here = view.position_of(y, x)
            if not view.rect().adjusted(9, 9, -9, -9).contains(here):
                continue
            for across in (-6, 0, 6):  # also near its edges: nothing is blurred into the neighbour
                assert grabbed[here.y() + across, here.x() + across].tolist() == wanted[y, x].tolist()
            compared += 1
    assert compared > 100


def test_very_close_the_numbers_stand_in_the_pixels(window: MainWindow, input_view: ImageView) -> None:
    window.page.viewport.zoom_to(LARGEST_ZOOM)
    grabbed = colours_of(input_view.grab().toImage())
    here = input_view.position_of(24, 32)
    inside = grabbed[here.y() - 40 : here.y() + 40, here.x() - 40 : here.x() + 40].reshape(-1, 3)
    own = pixels()[:, 24, 32]
    assert (inside != own).any()
    assert (inside == own).all(axis=1).mean() > 0.5


def test_a_picture_of_12_megapixels_is_drawn_whole_and_close_up(qtbot: QtBot) -> None:
    values = np.zeros((1, 3000, 4000), np.float32)
    values[0, :, 2000:] = 1
    viewport = Viewport()
    view = ImageView(viewport, "Input")
    qtbot.addWidget(view)
    view.resize(400, 300)
    viewport.set_content(4000, 3000)
    view.show_picture(picture_of_image(values), values, Placement())
    for zoom in (None, 0.05, 0.3, 1.0, 30.0):
        viewport.fit() if zoom is None else viewport.zoom_to(zoom)
        grabbed = colours_of(view.grab().toImage())
        assert grabbed[150, 195].tolist() == [0, 0, 0]
        assert grabbed[150, 205].tolist() == [255, 255, 255]


def test_the_map_of_a_stride_lies_over_the_pixels_that_it_comes_from(
    window: MainWindow, map_view: ImageView, input_view: ImageView, qtbot: QtBot
) -> None:
    set_number(window.page.layer_panel.stride.vertical, "2")
    settle(qtbot, window)
    for y, x in ((0, 0), (10, 12), (23, 31)):
        moved = map_view.position_of(y, x) - input_view.position_of(2 * y, 2 * x)
        assert abs(moved.x()) <= 1
        assert abs(moved.y()) <= 1


def test_a_view_without_a_picture_is_drawn(qtbot: QtBot) -> None:
    view = ImageView(Viewport(), "Input")
    qtbot.addWidget(view)
    view.resize(200, 100)
    hover(view, QPoint(50, 50))
    assert len(np.unique(colours_of(view.grab().toImage()).reshape(-1, 3), axis=0)) == 1


def test_a_wheel_that_turns_sideways_leaves_the_picture_fitted(window: MainWindow, input_view: ImageView) -> None:
    place = input_view.mapTo(window, QPoint(90, 90))
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(120, 0))
    assert window.page.viewport.fitted


class TestViewport:
    VIEW = QSizeF(416, 316)

    @pytest.fixture
    def viewport(self) -> Viewport:
        viewport = Viewport()
        viewport.set_content(100, 50)
        return viewport

    def test_what_fits_is_shown_with_a_margin(self, viewport: Viewport) -> None:
        assert viewport.fitted
        assert viewport.zoom_in(self.VIEW) == 4
        assert viewport.centre == QPointF(50, 25)

    def test_a_picture_of_the_same_size_keeps_the_zoom_and_another_is_fitted(self, viewport: Viewport) -> None:
        viewport.zoom_by(2, self.VIEW)
        viewport.set_content(100, 50)
        assert not viewport.fitted
        viewport.set_content(50, 50)
        assert viewport.fitted

    def test_the_fixed_point_stays_where_it_is_on_the_screen(self, viewport: Viewport) -> None:
        fixed = QPointF(30, 20)
        before = (fixed - viewport.centre) * viewport.zoom_in(self.VIEW)
        viewport.zoom_by(1.7, self.VIEW, fixed)
        after = (fixed - viewport.centre) * viewport.zoom_in(self.VIEW)
        assert (after - before).manhattanLength() < 1e-9

    def test_the_zoom_has_its_ends(self, viewport: Viewport) -> None:
        viewport.zoom_by(1e9, self.VIEW)
        assert viewport.zoom_in(self.VIEW) == LARGEST_ZOOM
        viewport.zoom_by(1e-9, self.VIEW)
        assert viewport.zoom_in(self.VIEW) == 0.5

    def test_a_view_without_room_still_has_a_zoom(self, viewport: Viewport) -> None:
        assert viewport.zoom_in(QSizeF(0, 0)) > 0


def test_shift_and_wheel_is_no_error(window: MainWindow, input_view: ImageView) -> None:
    place = input_view.mapTo(window, QPoint(90, 90))
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, 120), stateKey=SHIFT)
    assert not window.page.viewport.fitted


def test_the_views_have_names(input_view: ImageView, map_view: ImageView) -> None:
    names = [widget.accessibleName() for widget in (input_view, map_view) if isinstance(widget, QWidget)]
    assert names == ["Input", "Feature map"]


def test_a_new_picture_of_another_size_is_shown_whole(window: MainWindow, qtbot: QtBot) -> None:
    window.page.viewport.zoom_to(20)
    window.document.edit("Open", image=image(30, 20), image_name="other.png")
    settle(qtbot, window)
    assert window.page.viewport.fitted
    assert window.page.input_view.rect().contains(window.page.input_view.position_of(29, 19))


class TestPin:
    """A click pins a pixel: it is read again when the pointer has left."""

    @staticmethod
    def leave(view: ImageView) -> None:
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))

    def test_the_pinned_pixel_is_read_again_when_the_pointer_leaves(
        self, window: MainWindow, map_view: ImageView
    ) -> None:
        hover(map_view, map_view.position_of(20, 30))
        click(map_view, map_view.position_of(20, 30))
        pinned = window.page.lens.accessibleDescription()
        hover(map_view, map_view.position_of(5, 7))
        assert window.read_out.text().startswith("y 5   x 7   ")
        self.leave(map_view)
        assert window.read_out.text().startswith("y 20   x 30   ")
        assert window.page.lens.accessibleDescription() == pinned

    def test_the_arrow_keys_go_on_from_the_pinned_pixel(self, window: MainWindow, map_view: ImageView) -> None:
        hover(map_view, map_view.position_of(20, 30))
        click(map_view, map_view.position_of(20, 30))
        self.leave(map_view)
        map_view.setFocus()
        press(Key.Key_Down)
        assert window.read_out.text().startswith("y 21   x 30   ")

    @pytest.mark.parametrize("how", ["click", "escape"])
    def test_it_is_let_go_by_another_click_or_escape(self, window: MainWindow, map_view: ImageView, how: str) -> None:
        hover(map_view, map_view.position_of(20, 30))
        click(map_view, map_view.position_of(20, 30))
        if how == "click":
            click(map_view, map_view.position_of(20, 30))
        else:
            map_view.setFocus()
            press(Key.Key_Escape)
        self.leave(map_view)
        assert window.read_out.text() == IDLE

    def test_a_drag_pins_nothing(self, window: MainWindow, map_view: ImageView) -> None:
        drag(map_view, map_view.position_of(20, 30), map_view.position_of(24, 36))
        self.leave(map_view)
        assert window.read_out.text() == IDLE

    @pytest.mark.parametrize("button", [Button.RightButton, Button.MiddleButton])
    def test_other_buttons_pin_nothing_and_let_nothing_go(
        self, window: MainWindow, map_view: ImageView, button: Qt.MouseButton
    ) -> None:
        window.page.viewport.zoom_to(20)
        place = map_view.position_of(24, 32)
        hover(map_view, place)
        for pinned in (None, (24, 32)):
            QTest.mouseClick(map_view, button, pos=place)
            assert map_view.pinned == pinned
            QTest.mouseDClick(map_view, button, pos=place)
            QTest.mouseRelease(map_view, button, pos=place)
            assert map_view.pinned == pinned
            assert not window.page.viewport.fitted
            click(map_view, place)

    def test_a_double_click_on_the_line_of_the_wipe_pins_nothing(self, window: MainWindow, map_view: ImageView) -> None:
        window.page.viewport.zoom_to(20)
        map_view.set_wipe(0.5)
        place = map_view.rect().center()
        hover(map_view, place)
        click(map_view, place)
        QTest.mouseDClick(map_view, Button.LeftButton, pos=place)
        QTest.mouseRelease(map_view, Button.LeftButton, pos=place)
        assert map_view.pinned is None
        assert not window.page.viewport.fitted

    def test_a_double_click_shows_all_and_pins_nothing(self, window: MainWindow, map_view: ImageView) -> None:
        window.page.viewport.zoom_to(20)
        place = map_view.position_of(24, 32)
        hover(map_view, place)
        click(map_view, place)
        QTest.mouseDClick(map_view, Button.LeftButton, pos=place)
        assert window.page.viewport.fitted
        self.leave(map_view)
        assert window.read_out.text() == IDLE
