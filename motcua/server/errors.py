"""Why a database cannot be had, in one sentence."""

import sys


class ServerError(Exception):
    """A refusal: an English sentence and its named values, so that whoever prints it may translate it."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values)
        self.sentence = sentence
        self.values = values


def tell(sentence: str, **values: object) -> None:
    """Say an English sentence with its named values on standard error; the command line hands in its own."""
    sys.stderr.write(f"{sentence % values}\n")
