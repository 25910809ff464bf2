"""The wheel holds the package and its assets and nothing else, built from the tree or from the sdist."""

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def build(source: Path, target: str, folder: Path) -> Path:
    """Build a wheel or an sdist with the backend itself, which downloads nothing; return its path."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module", params=["tree", "sdist"])
def wheel(request: pytest.FixtureRequest) -> Iterator[zipfile.ZipFile]:
    new_folder = request.getfixturevalue("tmp_path_factory").mktemp
    source = ROOT
    if request.param == "sdist":
        unpacked = new_folder("unpacked")
        with tarfile.open(build(ROOT, "sdist", new_folder("sdist"))) as sdist:
            sdist.extractall(unpacked, filter="data")
        (source,) = unpacked.iterdir()
    with zipfile.ZipFile(build(source, "wheel", new_folder("wheel"))) as opened:
        yield opened


def files_below(folder: Path) -> set[str]:
    """Return the files that the wheel should take from a folder, relative to the folder above it."""
    return {
        path.relative_to(folder.parent).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
    }


def test_the_wheel_holds_the_package_and_its_assets_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    assets = {f"convviz/{path}" for path in files_below(ROOT / "assets")}
    assert assets
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == files_below(ROOT / "convviz") | assets


def test_an_asset_in_the_wheel_is_the_asset_of_the_tree(wheel: zipfile.ZipFile) -> None:
    for path in files_below(ROOT / "assets"):
        assert wheel.read(f"convviz/{path}") == (ROOT / path).read_bytes()


def test_the_wheel_tells_type_checkers_that_it_is_typed(wheel: zipfile.ZipFile) -> None:
    assert "convviz/py.typed" in wheel.namelist()


def test_the_wheel_has_the_command_and_the_license(wheel: zipfile.ZipFile) -> None:
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    assert "convviz = convviz.cli:main" in wheel.read(entry_points).decode()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel.namelist())
