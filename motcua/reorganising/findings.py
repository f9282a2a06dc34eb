"""What a rehearsal finds: sentences with a figure, about a unit of the old map, of the new one, or both."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from motcua.people.models import Function

SENTENCES: dict[str, Any] = {
    "moves": _("%(n)s open dossiers of %(before)s go to %(after)s, into the inbox of %(function)s."),
    "stays": _("%(n)s open dossiers of %(before)s stay there: no rule gives them away."),
    "nobody_goes_on": _("%(n)s open dossiers of %(before)s are covered by no row. Name a fallback, or add a row."),
    "to_fallback": _("%(n)s open dossiers of %(before)s are covered by no row and go to the inbox of %(after)s."),
    "nobody": _("%(n)s dossiers would wait for %(function)s in %(after)s, where nobody holds that post."),
    "out_of_hands": _("%(n)s dossiers leave the hands of who works on them: he does not come along to %(after)s."),
    "gains": _("%(n)s people of %(before)s hold their posts in %(after)s from that day on."),
    "loses": _("%(n)s people of %(before)s hold no post there any more and nowhere else instead."),
    "calendar": _(
        "%(before)s keeps another calendar than %(after)s. "
        "The due moments of its %(n)s open dossiers stay as promised."
    ),
    "book_closes": _("The book of numbers %(prefix)s of %(before)s ends; what it gave stays valid."),
    "book_opens": _("A book of numbers %(prefix)s begins with 1 in %(after)s."),
    "no_book": _("%(after)s has no number prefix of its own and none above it: it could give no numbers."),
    "offers": _("%(after)s will offer %(n)s procedures that it did not offer before."),
    "not_offered": _("%(n)s open dossiers that go to %(after)s are of procedures that it does not offer."),
}


def says(kind: str, sentence: Any) -> None:
    """A part above teaches the rehearsal a kind of finding, with its lazy sentence in the words of the others."""
    SENTENCES[kind] = sentence


# Where dossiers would lie with nobody, or no numbers could be given: a person decides it, or decides to leave it.
BLOCKS = frozenset({"nobody_goes_on", "nobody", "no_book"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the day would do.

    `before` is the code of a unit on the old map, `after` of one on the new map, each with its name; `n` counts
    dossiers, people or procedures, as the sentence says.
    """

    kind: str
    n: int = 0
    before: str = ""
    before_name: str = ""
    after: str = ""
    after_name: str = ""
    function: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blocking(self) -> bool:
        """Does somebody have to decide it before the decision can be scheduled?"""
        return self.kind in BLOCKS

    @property
    def key(self) -> str:
        """By this name an answer is given; it is the same in the next rehearsal."""
        parts = (self.kind, self.before, self.after, self.function, *self.params.values())
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]

    def stored(self) -> dict[str, Any]:
        """The finding as it is kept, without what is empty."""
        return {k: v for k, v in asdict(self).items() if v not in ("", {})} | {"key": self.key}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Finding":
        """The finding out of what was kept."""
        return cls(**{k: v for k, v in kept.items() if k != "key"})

    def __str__(self) -> str:
        function = str(Function(self.function).label) if self.function in set(Function) else self.function
        said = {"n": self.n, "before": self.before_name, "after": self.after_name, "function": function}
        template = SENTENCES[self.kind]
        return str(template) % (said | dict(self.params))
