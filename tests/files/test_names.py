"""File names are allowed on every system, and no two are alike."""

import os
import random
from pathlib import Path

import pytest

from convviz.files.names import apart, safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cat map 1 Sobel x", "cat map 1 Sobel x"),
        ("1/16 * blur: a|b", "1_16 _ blur_ a_b"),
        ("写真 −1×2", "写真 −1×2"),
        ("  two\tlines\n", "two_lines_"),
        ("...", "map"),
        ("", "map"),
        (".hidden.", "hidden"),
        ("photo\udcff", "photo_"),
        ("nul", "nul_"),
        ("COM1.raw", "COM1.raw_"),
        ("common", "common"),
    ],
)
def test_what_no_system_takes_is_left_out(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize("seed", range(30))
def test_any_text_gives_a_file_that_can_be_written(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    alphabet = 'a. /\\:*?"<>|\x00\x1f\u200f猫é𝄞' + chr(0xDC80)
    name = safe_name("".join(draw.choices(alphabet, k=draw.choice((1, 10, 400))))) + ".png"
    (tmp_path / name).write_bytes(b"")
    assert os.listdir(tmp_path) == [name]


def test_names_that_are_alike_are_numbered() -> None:
    names = ["map.png", "map.png", "Map.png", "map (2).png", "other.png"]
    assert apart(names) == ["map.png", "map (2).png", "Map (3).png", "map (2) (2).png", "other.png"]


def test_names_that_are_taken_are_passed_over() -> None:
    assert apart(["map.png", "map.png"], {"map.png", "map (2).png"}.__contains__) == ["map (3).png", "map (4).png"]


def test_a_name_without_ending_is_numbered_at_its_end() -> None:
    assert apart(["map", "map"]) == ["map", "map (2)"]
