"""Every rule about imports, broken once on purpose in a copy of the package, is found to be broken."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ["cli", "ui", "app", "api", "files", "lab", "nn", "engine"]
BELOW_THE_APP = LAYERS[3:]
PAGES = sorted(f"{path.parent.name}.{path.stem}" for path in (ROOT / "convviz" / "ui").glob("*/*_page.py"))

ONE_WAY = "Imports run one way BROKEN"
NO_QT = "Below the app there is no Qt BROKEN"
NUMPY_ONLY = "The engine and the networks need NumPy only BROKEN"
NO_PAGE_IMPORTS_ANOTHER = "No page imports another BROKEN"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package and its rules, without the files that Python and the tools leave."""
    shutil.copytree(ROOT / "convviz", tmp_path / "convviz", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(tree: Path) -> tuple[int, str]:
    # PYTHONPATH, so that the copy is found before the package that is installed.
    program = Path(sys.executable).with_name("lint-imports")
    return run(tree, program, "--no-cache", "--no-logo")


def ruff(tree: Path) -> tuple[int, str]:
    return run(tree, sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251", "convviz")


def run(tree: Path, *command: str | Path) -> tuple[int, str]:
    env = os.environ | {"PYTHONPATH": str(tree), "COLUMNS": "200"}
    done = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def append(tree: Path, layer: str, line: str) -> None:
    module = tree / "convviz" / layer
    path = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
    with path.open("a") as file:
        file.write(f"\n{line}\n")


def test_the_package_as_it_is_keeps_every_contract(tree: Path) -> None:
    status, output = lint_imports(tree)
    assert status == 0, output
    assert "0 broken" in output


@pytest.mark.parametrize(("lower", "upper"), [(LAYERS[i + 1], LAYERS[i]) for i in range(len(LAYERS) - 1)])
def test_a_layer_that_imports_the_one_above_breaks_the_order(tree: Path, lower: str, upper: str) -> None:
    append(tree, lower, f"import convviz.{upper}")
    status, output = lint_imports(tree)
    assert status != 0
    assert ONE_WAY in output


def test_the_lowest_layer_may_not_import_the_highest(tree: Path) -> None:
    append(tree, "engine", "import convviz.cli")
    status, output = lint_imports(tree)
    assert status != 0
    assert ONE_WAY in output


def test_a_package_without_a_place_in_the_order_breaks_it(tree: Path) -> None:
    (tree / "convviz" / "utils.py").touch()
    status, output = lint_imports(tree)
    assert status != 0
    assert ONE_WAY in output
    assert "utils" in output


@pytest.mark.parametrize("layer", BELOW_THE_APP)
def test_qt_below_the_app_is_found(tree: Path, layer: str) -> None:
    append(tree, layer, "from PySide6.QtCore import QObject")
    status, output = lint_imports(tree)
    assert status != 0
    assert NO_QT in output


@pytest.mark.parametrize("package", ["shiboken6", "pyqtgraph", "superqt"])
def test_a_package_that_brings_qt_below_the_app_is_found(tree: Path, package: str) -> None:
    append(tree, "lab", f"import {package}")
    status, output = lint_imports(tree)
    assert status != 0
    assert NO_QT in output


@pytest.mark.parametrize("layer", ["nn", "engine"])
@pytest.mark.parametrize("package", ["PIL", "cmap"])
def test_more_than_numpy_in_the_arithmetic_is_found(tree: Path, layer: str, package: str) -> None:
    append(tree, layer, f"import {package}")
    status, output = lint_imports(tree)
    assert status != 0
    assert NUMPY_ONLY in output


def test_every_page_is_in_the_contract_about_pages() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (modules,) = (c["modules"] for c in contracts if c["type"] == "independence")
    assert sorted(modules) == [f"convviz.ui.{page}" for page in PAGES]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("through", ["", "a_widget"])
def test_a_page_that_imports_another_is_found(tree: Path, page: str, through: str) -> None:
    ui, rules = tree / "convviz" / "ui", tree / "pyproject.toml"
    listed = f'"convviz.ui.{page}"'
    rules.write_text(rules.read_text().replace(listed, f'{listed}, "convviz.ui.next_page"'))
    (ui / "a_widget.py").write_text(f"import convviz.ui.{page}\n")
    (ui / "next_page.py").write_text(f"import convviz.ui.{through or page}\n")
    status, output = lint_imports(tree)
    assert status != 0
    assert NO_PAGE_IMPORTS_ANOTHER in output


def test_the_package_as_it_is_has_widgets_in_ui_only(tree: Path) -> None:
    append(tree, "ui", "from PySide6.QtWidgets import QWidget")
    status, output = ruff(tree)
    assert status == 0, output


@pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer != "ui"])
@pytest.mark.parametrize("line", ["import PySide6.QtWidgets", "from PySide6.QtWidgets import QWidget"])
def test_widgets_outside_ui_are_found(tree: Path, layer: str, line: str) -> None:
    append(tree, layer, line)
    status, output = ruff(tree)
    assert status != 0
    assert "Widgets live in convviz/ui only" in output
