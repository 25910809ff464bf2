"""A folder with one folder a class is a data set; what cannot be read is said, not hidden."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convviz.files.digits import load_digits
from convviz.files.image_folder import MAX_VALUES, read_image_folder
from convviz.files.images import load_image
from convviz.files.reading import ImageError


def save(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.rint(pixels * 255).astype(np.uint8)).save(path)


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """Two classes, three cats and two dogs, grey, of 10×10 pixels."""
    for label, count in (("dogs", 2), ("cats", 3)):
        for number in range(count):
            save(tmp_path / "pets" / label / f"{number}.png", np.full((10, 10), (number + 1) / 5))
    return tmp_path / "pets"


def refusal(folder: Path, size: int = 10) -> str:
    with pytest.raises(ImageError) as error:
        read_image_folder(folder, size)
    return str(error.value)


def test_the_folders_are_the_classes(pets: Path) -> None:
    loaded = read_image_folder(pets, 10)
    assert loaded.name == "pets"
    assert loaded.notes == ()
    assert loaded.dataset.classes == ("cats", "dogs")
    assert loaded.dataset.labels.tolist() == [0, 0, 0, 1, 1]
    np.testing.assert_allclose(loaded.dataset.images[:, 0, 0, 0], [0.2, 0.4, 0.6, 0.2, 0.4], atol=1 / 255)
    assert loaded.dataset.images.shape == (5, 1, 10, 10)


def test_the_digits_that_ship_come_back_from_a_folder(tmp_path: Path) -> None:
    digits = load_digits().sample(30)
    for number, (image, label) in enumerate(zip(digits.images, digits.labels, strict=True)):
        save(tmp_path / str(label) / f"{number:02}.png", image[0])
    read = read_image_folder(tmp_path, 8).dataset
    order = np.argsort(digits.labels, kind="stable")
    np.testing.assert_array_equal(read.labels, digits.labels[order])
    np.testing.assert_allclose(read.images, digits.images[order], atol=0.5 / 255)


def test_colours_make_three_channels_of_the_grey_ones_too(pets: Path) -> None:
    save(pets / "dogs" / "red.png", np.full((10, 10, 3), [1, 0, 0]))
    images = read_image_folder(pets, 10).dataset.images
    assert images.shape == (6, 3, 10, 10)
    np.testing.assert_array_equal(images[-1, :, 0, 0], [1, 0, 0])
    np.testing.assert_array_equal(images[0, 0], images[0, 2])


def test_the_middle_square_is_made_smaller_or_larger_and_that_is_said(pets: Path) -> None:
    wide = np.zeros((20, 60))
    wide[:, 20:40] = 1
    wide[:, 30:40] = 0.5
    save(pets / "dogs" / "wide.png", wide)
    loaded = read_image_folder(pets, 10)
    middle = loaded.dataset.images[-1, 0]
    np.testing.assert_allclose(middle[:, [0, 1, -2, -1]], np.tile([1, 1, 0.5, 0.5], (10, 1)), atol=0.01)
    assert loaded.notes == ("1 picture was brought to 10×10 pixels: the middle square, resized.",)
    assert read_image_folder(pets, 12).notes[0].startswith("6 pictures were brought to 12×12 pixels")


def test_broken_pictures_are_left_out_and_named(pets: Path) -> None:
    (pets / "cats" / "broken.png").write_bytes(b"no picture")
    (pets / "cats" / "empty.jpg").touch()
    loaded = read_image_folder(pets, 10)
    assert len(loaded.dataset) == 5
    (note,) = loaded.notes
    assert note.startswith("2 pictures were left out. broken.png is not a picture that convviz can read.")
    assert "empty.jpg is empty." in note


def test_of_many_broken_pictures_three_are_named(pets: Path) -> None:
    for number in range(9):
        (pets / "cats" / f"broken{number}.png").write_bytes(b"no picture")
    (note,) = read_image_folder(pets, 10).notes
    assert "broken2.png" in note
    assert "broken3.png" not in note
    assert note.endswith("And 6 more.")


def test_a_folder_without_pictures_is_no_class(pets: Path) -> None:
    (pets / "birds").mkdir()
    (pets / "birds" / "list.txt").write_text("sparrow")
    loaded = read_image_folder(pets, 10)
    assert loaded.dataset.classes == ("cats", "dogs")
    assert loaded.notes == ("“birds” has no picture that can be read, and is no class.",)


def test_hidden_files_and_other_files_are_passed_over(pets: Path) -> None:
    (pets / ".git").mkdir()
    (pets / "cats" / ".thumbnail.png").touch()
    (pets / "readme.txt").touch()
    (pets / "cats" / "notes.txt").touch()
    assert read_image_folder(pets, 10).notes == ()


def test_it_reads_pictures_as_convviz_opens_them(pets: Path) -> None:
    save(pets / "dogs" / "see-through.png", np.dstack([np.full((10, 10, 3), 0.4), np.full((10, 10), 0.5)]))
    image = read_image_folder(pets, 10).dataset.images[-1]
    np.testing.assert_array_equal(image, load_image(pets / "dogs" / "see-through.png"))


def test_the_work_is_watched_and_can_be_stopped(pets: Path) -> None:
    told: list[float] = []
    read_image_folder(pets, 10, told.append)
    assert told == [0, 0.2, 0.4, 0.6, 0.8]

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_image_folder(pets, 10, stop)


def test_what_is_no_folder_of_classes_is_one_sentence_and_what_to_do(pets: Path) -> None:
    assert refusal(pets / "gone").startswith("gone is not there: it was moved, renamed or deleted.")
    assert refusal(pets / "cats" / "0.png").startswith("0.png is a file, not a folder. Put the pictures of each class")
    assert refusal(pets / "cats").startswith("cats has no folders in it, so there are no classes. Put the pictures")
    assert refusal(pets, 0) == "Pictures must get a size of at least 1 pixel; got 0."


def test_a_single_class_is_refused(pets: Path) -> None:
    for file in (pets / "dogs").iterdir():
        file.unlink()
    assert refusal(pets).startswith("pets holds no two classes: only “cats” has a picture that can be read. Put the")
    for file in (pets / "cats").iterdir():
        file.write_bytes(b"no picture")
    assert refusal(pets).startswith("pets holds no two classes: no folder in it has a picture that can be read.")


def test_more_than_fits_into_the_memory_is_refused_before_it_is_read(
    pets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convviz.files.image_folder.MAX_VALUES", 3 * 100 * 4)
    assert refusal(pets).startswith("pets holds 5 pictures, and at 10×10 pixels convviz takes up to 4. Use fewer")
    assert MAX_VALUES // (3 * 32**2) > 40_000


def test_a_folder_that_may_not_be_read_is_one_sentence(pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", forbidden)
    assert refusal(pets) == "pets cannot be opened: Permission denied."
