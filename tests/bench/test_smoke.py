"""The benchmark runs, and its report has the rows that it promises; what the times are is not looked at."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.aims import CHOOSE, EDIT, HOVER, SHIFT
from tests.bench.report import BEGIN, END, put_in
from tests.bench.start import EMPTY, MAP, WINDOW
from tests.bench.workloads import KINDS, quick_workloads


@pytest.fixture(scope="module")
def readme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the place for the short table, and the whole report beside it."""
    path = tmp_path_factory.mktemp("bench") / "README.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    report = path.with_name("report.md")
    assert main(["--quick", "--peers", "none", "--out", str(report), "--readme", str(path)]) == 0
    return path


def rows(path: Path) -> list[str]:
    """Return the first cell of every row."""
    return [line.split("|")[1].strip() for line in path.read_text().splitlines() if line.startswith("|")]


def test_the_report_has_a_table_of_each_kind_and_a_row_of_each_workload(readme: Path) -> None:
    report = readme.with_name("report.md")
    for kind in KINDS:
        assert f"\n### {kind}\n" in report.read_text()
    for workload in quick_workloads():
        assert workload.title in rows(report)


def test_the_report_has_rows_for_the_editor_the_start_and_the_memory(readme: Path) -> None:
    report = readme.with_name("report.md")
    assert {EDIT, CHOOSE, HOVER, SHIFT, EMPTY, WINDOW, MAP} <= set(rows(report))
    assert "\n## Memory\n" in report.read_text()


def test_the_short_table_stands_between_the_marks_of_the_readme_and_in_the_report(readme: Path) -> None:
    text = readme.read_text()
    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"\n{END}\nafter\n")
    assert "\nold\n" not in text
    block = text[text.index(BEGIN) : text.index(END)]
    assert f"{EDIT}, 256², grey" in block
    assert re.search(
        r"^Start to first painted window: .* times an empty .* first painted feature map: .* times\.$", block, re.M
    )
    assert block in readme.with_name("report.md").read_text()


@pytest.mark.parametrize("text", ["none", BEGIN, f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_readme_without_a_place_for_the_table_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="for the table to go between"):
        put_in(text, "new")


def test_an_unknown_part_or_peer_is_refused_before_anything_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "dense,sparse"]) == 2
    assert "there is no sparse" in capsys.readouterr().err
    assert main(["--peers", "torch,paper"]) == 2
    assert "there is no paper" in capsys.readouterr().err


def test_what_breaks_off_is_said_and_the_rows_before_it_are_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = '{"image": 1, "map": 1, "opened": 2, "edited": 2}\n'

    def fail(*_arguments: object) -> str:
        raise subprocess.CalledProcessError(1, "memory", output=record)

    monkeypatch.setattr("tests.bench.__main__.run", fail)
    assert main(["--quick", "--only", "memory"]) == 1
    written = capsys.readouterr().out
    assert "Broke off, so that rows are missing:** memory" in written
    assert "| 1 | 1 | 2 | 2 | 130 |" in written
