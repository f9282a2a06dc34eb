"""What is refused is said in one sentence, in the language of whoever reads it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.formats import number_format
from django.utils.translation import gettext


class Sentence(ValueError):
    """A refusal with a code and what its sentence names.

    A subclass names its `sentences` by code, marked for translation; with `is_grouped`, whole numbers are written
    with their thousands set apart: amounts are, years are not. `str()` translates when it is read, not when
    the refusal is raised: a worker may raise for somebody who reads another language.
    """

    sentences: ClassVar[Mapping[str, Any]] = {}
    is_grouped: ClassVar[bool] = False

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        shown = self.params
        if self.is_grouped:
            shown = {k: number_format(v) if type(v) is int else v for k, v in self.params.items()}
        return gettext(str(self.sentences[self.code])) % shown
