"""The open lines of a channel: one, and more beside it while much is to be sent; one notice on each at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from math import ceil

from motcua.notices.channel import Became, Line, NobodyThere
from motcua.notices.models import Notice

# Mail servers let ten and more in from one address; what is more serves nobody.
MOST = 8
# Below so many on each, a further conversation is not worth its greeting.
WORTH_ONE = 10

Pair = tuple[Line, Notice]
Found = Became | NobodyThere | Exception | None


@dataclass
class Lines:
    """The lines of one channel. `make` makes one; it raises NobodyThere where the settings name nobody."""

    make: Callable[[], Line]
    open: list[Line] = field(default_factory=list)
    most: int = MOST

    def one(self) -> Line:
        """The one that there always is. Raises NobodyThere."""
        if not self.open:
            self.open.append(self.make())
        return self.open[0]

    def some(self, most: int, waiting: int) -> list[Line]:
        """Those that are open, and as many more as are worth their while for what waits; `most` at most, and fewer
        where no more are let in."""
        wanted = min(most, self.most, max(len(self.open), ceil(waiting / WORTH_ONE)))
        while len(self.open) < wanted:
            line = self.make()
            try:
                line.ready()
            except NobodyThere:
                self.most = len(self.open)
                break
            self.open.append(line)
        return self.open[: max(wanted, 1)]

    def leave(self, line: Line) -> None:
        """Do without a line on which nobody is any more."""
        line.drop()
        self.open.remove(line)
        self.most = max(len(self.open), 1)

    def quit(self) -> None:
        """End all conversations."""
        for line in self.open:
            line.quit()
        self.open.clear()


def offered(pool: Executor, pairs: Sequence[Pair]) -> list[Found]:
    """Offer each notice on its line, at the same time; what came of each, None where it can be finished."""
    return _each(pool, lambda pair: pair[0].offer(pair[1]), pairs)


def finished(pool: Executor, pairs: Sequence[Pair]) -> list[Found]:
    """Let the other side take each that was offered, at the same time; what became of it."""
    return _each(pool, lambda pair: pair[0].finish(pair[1]), pairs)


def _each(pool: Executor, step: Callable[[Pair], Became | None], pairs: Sequence[Pair]) -> list[Found]:
    def tried(pair: Pair) -> Found:
        try:
            return step(pair)
        except Exception as error:
            return error

    return [tried(pair) for pair in pairs] if len(pairs) == 1 else list(pool.map(tried, pairs))
