"""A colour for each of up to ten classes, so that they are known again in bars and in maps."""

from convviz.lab.pictures.ink import is_light

RGB = tuple[int, int, int]

# The ten of Petroff 2021, “Accessible color sequences for data visualization”, which colour-blind people tell apart
# too; in an order that gives digits which are taken for one another, such as 3 and 8, unlike ones.
COLOURS: tuple[RGB, ...] = (
    (0x71, 0x75, 0x81), (0x3F, 0x90, 0xDA), (0xFF, 0xA9, 0x0E), (0xBD, 0x1F, 0x01), (0x83, 0x2D, 0xB6),
    (0xA9, 0x6B, 0x59), (0xE7, 0x63, 0x00), (0xB9, 0xAC, 0x70), (0x92, 0xDA, 0xDD), (0x94, 0xA4, 0xA2),
)  # fmt: skip


def class_colour(label: int) -> RGB:
    """Return the colour of a class, red, green and blue from 0 to 255."""
    return COLOURS[label % len(COLOURS)]


def ink_on(colour: RGB) -> RGB:
    """Return black or white, whichever is read better on a colour."""
    return (0, 0, 0) if is_light(colour) else (255, 255, 255)
