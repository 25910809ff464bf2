"""What the commands have in common: how options are read, and how something is said."""

import argparse
import sys
from typing import NoReturn, TextIO

from typing_extensions import override


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence, without the usage in front of it."""

    @override
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"convviz: {message}; {self.prog} --help lists what there is.\n")


def refuse(sentence: str) -> int:
    """Say what is wrong; return the exit status of a command that did nothing."""
    say(f"convviz: {sentence}", sys.stderr)
    return 2


def say(line: str, stream: TextIO) -> None:
    """Print a line, with question marks for what the terminal cannot show, such as × in an old code page."""
    encoding = stream.encoding or "utf-8"
    print(line.encode(encoding, "replace").decode(encoding), file=stream)
