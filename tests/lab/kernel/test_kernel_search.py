"""A kernel is found by words of its name, its group or its hint."""

import numpy as np
import pytest

from convviz.lab.kernel.kernel_search import FAVOURITES, nearest, sections_of
from convviz.lab.kernel.kernels import GROUPS, KERNELS
from convviz.lab.kernel.shelf import OWN_GROUP, Shelf


def shelf() -> Shelf:
    return Shelf().saved("My sobel", np.ones((3, 3), np.float32)).starred("Emboss").starred("My sobel")


def found(text: str) -> list[str]:
    return [kernel.name for section in sections_of(shelf(), text) for kernel in section.kernels]


def best(text: str) -> str | None:
    kernel = nearest(shelf().kernels, text)
    return kernel.name if kernel else None


def test_favourites_come_first_then_own_kernels_then_the_library() -> None:
    sections = sections_of(shelf())
    assert [section.title for section in sections] == [FAVOURITES, OWN_GROUP, *GROUPS]
    assert [kernel.name for kernel in sections[0].kernels] == ["Emboss", "My sobel"]
    assert [kernel.name for kernel in sections[1].kernels] == ["My sobel"]
    assert [kernel for section in sections[2:] for kernel in section.kernels] == list(KERNELS.values())


def test_what_is_empty_has_no_title() -> None:
    assert [section.title for section in sections_of(Shelf())] == list(GROUPS)


def test_what_is_looked_for_is_found_once() -> None:
    assert found("emboss") == ["Emboss"]
    assert [section.title for section in sections_of(shelf(), "sobel")] == [OWN_GROUP, "Edges"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("LAPLACIAN", "Laplacian 8"),
        ("edges", "Roberts rising"),
        ("stripes apart", "Gabor y"),
        ("  right   brightness ", "Sobel x"),
        ("blu", "Motion blur"),
        ("own", "My sobel"),
        ("untrained", "Random"),
    ],
)
def test_a_kernel_is_found_by_its_name_its_group_or_its_hint(text: str, name: str) -> None:
    assert name in found(text)


def test_all_words_must_be_there() -> None:
    assert found("laplacian gaussian") == ["Laplacian of Gaussian"]
    assert found("laplacian zebra") == []


def test_no_words_find_everything() -> None:
    assert len(found("   ")) == len(found("")) == len(KERNELS) + 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("lap", "Laplacian"),
        ("gauss", "Gaussian blur"),
        ("sobel", "Sobel x"),
        ("sobel y", "Sobel y"),
        ("y prewitt", "Prewitt y"),
        ("my", "My sobel"),
        ("line", "Vertical line"),
        ("laplacian 8", "Laplacian 8"),
    ],
)
def test_the_nearest_is_the_one_whose_name_begins_so(text: str, name: str) -> None:
    assert best(text) == name


@pytest.mark.parametrize("name", [kernel.name for kernel in KERNELS.values()])
def test_every_name_typed_in_full_is_the_nearest(name: str) -> None:
    assert best(name.upper()) == name


def test_of_no_kernels_none_is_the_nearest() -> None:
    assert nearest([], "sobel") is None
