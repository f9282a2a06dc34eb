"""Who is on duty in the demo, and that nobody does two things at once or more than one can in a day."""

from collections import Counter
from collections.abc import Iterable, Sequence

from motcua.demo import choices
from motcua.demo.district import COMMUNES, DESK, OFFICES
from motcua.demo.hours import Hours

_COMMUNES = frozenset(commune.key for commune in COMMUNES)
_HANDLING = {office.key: office.handling for office in OFFICES} | dict.fromkeys(_COMMUNES, 2)


def handlers(unit: str) -> list[str]:
    """The sign-in names of those who handle in an office or a commune."""
    word = "congchuc" if unit in _COMMUNES else "chuyenvien"
    return [f"{word}{number if number > 1 else ''}.{unit}" for number in range(1, _HANDLING[unit] + 1)]


def leaders(unit: str) -> tuple[str, str]:
    """The sign-in names of the head and the deputy of an office or a commune."""
    if unit in _COMMUNES or unit == DESK:
        return f"chutich.{unit}", f"phochutich.{unit}"
    return f"lanhdao.{unit}", f"phophong.{unit}"


def desk_officers(desk: str) -> list[str]:
    """The sign-in names of those who receive at a desk."""
    return [f"tiepnhan.{desk}", f"tiepnhan2.{desk}"] if desk == DESK else [f"motcua.{desk}"]


class Rota:
    """Duties by day, and the seconds that each officer has given away already."""

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self._taken: set[tuple[str, int]] = set()
        self._windows: set[tuple[str, int]] = set()
        self.loads: Counter[tuple[str, int, str]] = Counter()

    def receiver(self, desk: str, day: int) -> str:
        """Who receives that day: at the district's desk two take turns."""
        officers = desk_officers(desk)
        return officers[day % len(officers)]

    def returner(self, desk: str, day: int) -> str:
        """Who hands results out that day."""
        return f"traketqua.{desk}" if desk == DESK else self.receiver(desk, day)

    def signer(self, unit: str, day: int) -> str:
        """Who signs that day: the deputy on one day in five, the head on the others."""
        return leaders(unit)[day % 5 == 3]

    def handler(self, unit: str, days: Sequence[int]) -> str:
        """The officer of a unit who has the least to do on the days on which a dossier needs him."""
        officers = handlers(unit)
        most = {o: max(self.loads[o, day, "handled"] for day in days) for o in officers}
        chosen = min(officers, key=lambda officer: most[officer])
        for day in days:
            self.loads[chosen, day, "handled"] += 1
        return chosen

    def at_window(self, officer: str, second: int, day: int) -> int | None:
        """The free time at an officer's window nearest to a second of a day, and take it; None if there is none."""
        size = choices.AT_THE_WINDOW
        first, last = day * self.hours.per_day // size, ((day + 1) * self.hours.per_day - 1) // size
        for slot in _around(second // size, first, last):
            wanted = slot * size + second % size
            if (officer, slot) not in self._windows and (officer, wanted) not in self._taken:
                self._windows.add((officer, slot))
                self._taken.add((officer, wanted))
                return wanted
        return None

    def in_sitting(self, officer: str, second: int, since: int, until: int) -> int | None:
        """The free second nearest to one, after `since` and before `until`, and take it; None if there is none."""
        size = choices.IN_A_SITTING
        for slot in _around(0, -((second - since - 1) // size), (until - second - 1) // size):
            wanted = second + slot * size
            if (officer, wanted) not in self._taken:
                self._taken.add((officer, wanted))
                return wanted
        return None

    def free(self, officer: str, second: int) -> None:
        """Give a time at the window back."""
        self._windows.discard((officer, second // choices.AT_THE_WINDOW))
        self._taken.discard((officer, second))


def _around(start: int, first: int, last: int) -> Iterable[int]:
    """The numbers from first to last, nearest to the start first, later before earlier."""
    if first <= start <= last:
        yield start
    for step in range(1, max(last - start, start - first, 0) + 1):
        if first <= start + step <= last:
            yield start + step
        if first <= start - step <= last:
            yield start - step
