"""The feature map is dragged into another program, in a real X server with a real mouse."""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from convviz.files.images import read_image
from convviz.lab.compute import compute
from convviz.lab.recipe import recipe
from convviz.lab.state import first_state
from tests.lab_fixtures import pixels, saved
from tests.x11 import Display

HERE = Path(__file__).parent


def test_another_program_gets_the_map_as_a_file_with_its_recipe(display: Display, tmp_path: Path) -> None:
    display.env["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    photo, received = saved(tmp_path / "photo.png", pixels(90, 120)), tmp_path / "received.png"
    target = display.start(sys.executable, HERE / "drop_target.py", received, "900", "500")
    display.start(sys.executable, HERE / "drag_handle.py", photo, "100", "100")
    display.wait_for_window("drop target")
    display.wait_for_window("drag handle")
    display.drag((140, 130), (1000, 560))
    name, *formats = display.wait_until(lambda: display.output(target).splitlines(), "drop")
    assert name == "photo map 1 Sobel x.png"
    assert {"text/uri-list", "image/png", "application/x-convviz-feature-map"} <= set(formats)
    loaded = read_image(photo)
    frame = compute(first_state(loaded.pixels, loaded.name))
    with Image.open(received) as image:
        assert image.text == recipe(frame.state)
        assert np.array_equal(np.asarray(image), frame.map_picture.rgb())
