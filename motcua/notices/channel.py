"""What every channel is to the delivery: it takes a notice and says what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from motcua.notices.kinds import NoticeState
from motcua.notices.models import Notice

# Written down, for good, just before the other side can take a notice; False: it is not ours to send any more.
Begin = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a notice: PENDING is to be tried again later, BEGUN is not known yet and can be asked."""

    state: NoticeState
    why: str = ""
    answer: str = ""


class NobodyThere(Exception):
    """The other side cannot be reached or takes nothing from anybody now: nothing was handed over, all wait."""

    def __init__(self, why: str, answer: object = "") -> None:
        super().__init__(why)
        self.why, self.answer = why, str(answer)


class Line(Protocol):
    """An open way to the other side, for many notices."""

    def ready(self) -> None:
        """Connect, where that is not done. Raises NobodyThere."""

    def send(self, notice: Notice, begin: Begin) -> Became | None:
        """Hand one notice over; None where `begin` said that it is not ours. Raises NobodyThere."""

    def asked(self, notice: Notice) -> Became:
        """What became of one whose answer was lost: sent, to be sent again, or nobody knows. Raises NobodyThere."""

    def quit(self) -> None:
        """End the conversation."""
