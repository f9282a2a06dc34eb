"""Why a database cannot be had, in one sentence."""


class ServerError(Exception):
    """A refusal with an English sentence and its named values; whoever prints it may translate the sentence."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values)
        self.sentence = sentence
        self.values = values
