"""Sweeps as tables: all digits for computing, few for reading, and what they are of."""

import csv
import io
from dataclasses import replace

import pytest

from convviz.lab.state import State, first_state
from convviz.lab.translation.course import Course
from convviz.lab.translation.sweep import Question, sweep
from convviz.lab.translation.sweep_text import Answer, csv_text, duration, markdown, place_text, value_text
from convviz.lab.translation.translation import Switches, Translation
from tests.lab_fixtures import image


@pytest.fixture
def state() -> State:
    """A colour picture of noise, 48×64, under Sobel x."""
    return first_state(image(), "noise.png")


@pytest.fixture
def answers(state: State) -> list[Answer]:
    state = replace(state, image_name="a\nb, c.png", translation=Translation(edge="reflect"))
    questions = [Question(state, each, Course("x", 1)) for each in (Switches(), Switches(head="fully connected"))]
    return [Answer(question, list(sweep(question))[-1]) for question in questions]


def test_the_csv_says_what_it_is_of_and_has_every_digit(answers: list[Answer]) -> None:
    lines = csv_text(answers).splitlines()
    head = [line for line in lines if line.startswith("#")]
    assert head[0] == "# image: a b, c.png, 64 × 48 pixels"
    assert "# edge: reflect" in head
    assert "# interpolation: bilinear" in head
    assert any("fully connected: 1 Conv2d → 2 Flatten → 3 Linear" in line for line in head)
    rows = list(csv.DictReader(io.StringIO("\n".join(lines[len(head) :]))))
    assert len(rows) == 3 * (1 + 3)
    first = answers[0].sweep
    assert float(rows[0]["equivariance error"]) == first.of("equivariance")[0, 0]
    assert rows[0]["dx"] == "-1.0"
    assert rows[-1]["layer"] == "3 Linear"
    assert rows[-1]["equivariance error"] == ""
    assert float(rows[-1]["cosine"]) == answers[1].sweep.of("cosine")[2, 2]


def test_a_sweep_under_way_writes_what_is_there(state: State) -> None:
    question = Question(state, Switches(), Course("x", 2))
    begun = next(sweep(question))
    rows = [line for line in csv_text([Answer(question, begun)]).splitlines() if not line.startswith("#")]
    assert len(rows) == 2


def test_the_markdown_is_one_read_out_for_reading(answers: list[Answer]) -> None:
    text = markdown(answers, "change")
    assert text.startswith("Change of the pooled features. image: a b, c.png")
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert table[0].split(" | ")[-1] == "fully connected: 3 Linear |"
    assert len(table) == 2 + 3
    assert table[2].startswith("| 0 | −1 |")


def test_numbers_and_times_are_said_in_few_words() -> None:
    assert [value_text(value) for value in (0.0, 0.12345, 0.99999089, float("nan"))] == [
        "0",
        "0.123",
        "0.99999089",
        "–",
    ]
    assert place_text("diagonal", -2) == "at dx = dy = −2"
    assert duration(30) == "about 30 s"
