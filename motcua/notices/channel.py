"""What every channel is to the delivery: it takes a notice and says what became of it."""

from dataclasses import dataclass
from typing import Protocol

from motcua.notices.kinds import NoticeState
from motcua.notices.models import Notice


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a notice: PENDING is to be tried again later, BEGUN is not known yet and can be asked."""

    state: NoticeState
    why: str = ""
    answer: str = ""

    @property
    def is_lost(self) -> bool:
        """Was the answer lost, so that nobody knows whether it was taken?"""
        return self.why == LOST and self.state in (NoticeState.BEGUN, NoticeState.UNKNOWN)


LOST = "lost"


class NobodyThere(Exception):
    """The other side cannot be reached or takes nothing from anybody now: nothing was handed over, all wait."""

    def __init__(self, why: str, answer: object = "") -> None:
        super().__init__(why)
        self.why, self.answer = why, str(answer)


class Line(Protocol):
    """An open way to the other side, for many notices, one after the other.

    A notice is handed over in two steps, and in between it is written down for good that the other side may take
    it from now on.
    """

    def ready(self) -> None:
        """Connect, where that is not done. Raises NobodyThere."""

    def offer(self, notice: Notice) -> Became | None:
        """All that can be done before the other side takes it; what became of it already, or None: it can be
        finished. Raises NobodyThere."""

    def finish(self, notice: Notice) -> Became:
        """Let the other side take what was offered. Raises NobodyThere where it surely has not."""

    def drop(self) -> None:
        """Hang up, where something is offered and not to be finished."""

    def asked(self, notice: Notice) -> Became:
        """What became of one whose answer was lost: sent, to be sent again, or nobody knows. Raises NobodyThere."""

    def quit(self) -> None:
        """End the conversation."""
