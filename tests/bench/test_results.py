"""What README.md shows of the measurements is what their report says."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"<!-- bench -->\n(.*)<!-- /bench -->", re.DOTALL)


def block_of(path: Path) -> str:
    found = BLOCK.search(path.read_text())
    assert found, f"{path} has no place for them."
    return found[1].strip()


def test_the_readme_shows_the_block_of_the_report() -> None:
    shown = block_of(ROOT / "README.md")
    assert shown == block_of(ROOT / "tests" / "bench" / "results.md")
    assert shown.startswith("Measured on ")
