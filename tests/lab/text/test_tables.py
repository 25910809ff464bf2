"""Tables come out as Markdown to read and as CSV to compute with."""

import csv
import io

import pytest

from convviz.lab.text.tables import as_csv, as_markdown

HEADINGS = ["layer", "weights", "share"]
ROWS = [["fully connected", 14450688, 1.0], ["convolution", -450, 0.25]]


def test_markdown_separates_thousands_and_sets_numbers_at_the_right() -> None:
    assert as_markdown(HEADINGS, ROWS).splitlines() == [
        "| layer | weights | share |",
        "| --- | ---: | ---: |",
        "| fully connected | 14,450,688 | 1 |",
        "| convolution | −450 | 0.25 |",
    ]


def test_a_column_with_a_word_in_it_is_no_column_of_numbers() -> None:
    assert as_markdown(["a"], [[1], ["–"]]).splitlines()[1] == "| --- |"


def test_a_bar_or_a_new_line_does_not_end_a_cell_of_markdown() -> None:
    assert as_markdown(["A|B"], [["one\ntwo | three"]]).splitlines() == [
        "| A\\|B |",
        "| --- |",
        "| one two \\| three |",
    ]


def test_csv_keeps_every_digit_and_every_word() -> None:
    rows = [["5×5, “valid”", 17856288000000, 0.1], ['say "x"\nagain', -3, 1e-9]]
    read = list(csv.reader(io.StringIO(as_csv(HEADINGS, rows), newline="")))
    assert read[0] == HEADINGS
    assert [[words, int(whole), float(number)] for words, whole, number in read[1:]] == rows


@pytest.mark.parametrize("write", [as_markdown, as_csv])
def test_a_table_of_headings_alone_is_a_table(write) -> None:
    assert len(write(["a", "b"], []).splitlines()) == (2 if write is as_markdown else 1)


@pytest.mark.parametrize("write", [as_markdown, as_csv])
def test_a_table_that_is_none_is_refused(write) -> None:
    with pytest.raises(ValueError, match="at least one heading"):
        write([], [])
    with pytest.raises(ValueError, match="Row 2 has 1 cells and the table 2 headings"):
        write(["a", "b"], [[1, 2], [1]])


def test_columns_of_numbers_that_are_written_as_texts_stand_at_the_right_when_told() -> None:
    lines = as_markdown(["layer", "kernel", "sees"], [["1 Conv2d", "3×3", "19 %"]], at_right=("kernel", "sees"))
    assert lines.splitlines()[1] == "| --- | ---: | ---: |"
