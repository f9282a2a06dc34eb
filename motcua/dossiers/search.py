"""Find dossiers by what people type: half a number, a name without accents, words in any order, a procedure's code.

`search_ids` is the one door for search under rights: it says which of the dossiers that somebody may see hold every
word, latest first. Two ways lead there, and both give the same: walk through what he sees, newest first, until
enough is found (good for common words), or look the words up first and ask for the rights of what holds them (good
for rare ones). Why, and how fast: docs/decisions/inbox.md.
"""

import re
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from motcua.catalogue.kept import catalogue
from motcua.dossiers.models import DossierQuerySet
from motcua.dossiers.visible import unit_ids_seen_by
from motcua.people.models import Account
from motcua.text import fold, nfc

# Nobody types more than this; what a machine sends beyond it is not read.
LONGEST_QUERY = 200
MOST_WORDS = 12

# A walk looks at so many dossiers at most, and follows so many units by themselves; beyond, it follows the days.
FARTHEST = 30_000
FARTHEST_BY_DAYS = 20_000
MOST_UNITS = 24

_CODE = re.compile(r"\d\.\d{3,}[\w.]*")
# Part of a person's number, or of a dossier's with its day: few hold it, unlike a unit's prefix.
_RARE = re.compile(r"\d{5,}|\d{4}-\d{3,}")


def words_of(text: str) -> list[str]:
    """The words to look for, folded as search keys are; half characters and control characters are dropped."""
    readable = nfc(text[:LONGEST_QUERY].encode("utf-8", "ignore").decode())
    return fold("".join(c if c.isprintable() else " " for c in readable)).split()[:MOST_WORDS]


def search(dossiers: DossierQuerySet, text: str) -> DossierQuerySet:
    """Those of the dossiers whose number, applicant, identifiers or procedure's code hold every word of the text.

    An empty text finds them all. Rights are not decided here: hand in what `visible_to` leaves.
    """
    rule = Q()
    for word in words_of(text):
        procedures = _procedures(word)
        rule &= (
            Q(search_key__contains=word) | Q(procedure__in=procedures)
            if procedures
            else Q(search_key__contains=word)
        )
    return dossiers.filter(rule)


def search_ids(account: Account, day: date, text: str, limit: int = 50, *, offset: int = 0) -> list[UUID]:
    """The ids of the dossiers that an account may see on a day and that hold every word of a text.

    What is not received yet comes first, then the latest received. Three statements at most, however many
    there are; the rights are those of `visible_to`.
    """
    if not (account.is_authenticated and account.is_active):
        return []
    sight = _Sight(account.pk, unit_ids_seen_by(account, day))
    words = words_of(text)
    if any(_RARE.search(word) and not _CODE.fullmatch(word) for word in words):
        return sight.look_up(words, offset + limit)[offset:]
    found, is_all = sight.walk(words, offset + limit)
    if len(found) < offset + limit and not is_all:
        found = sight.look_up(words, offset + limit)
    return found[offset:]


def holds_words(words: list[str], alias: str) -> tuple[str, dict[str, Any]]:
    """The condition that a dossier holds every word, in SQL, with its parameters."""
    parts: list[str] = []
    params: dict[str, Any] = {}
    for n, word in enumerate(words):
        part, rare = f"{alias}.search_key LIKE %(word{n})s", _RARE.search(word)
        params[f"word{n}"] = f"%{_escaped(word)}%"
        if rare and rare.start():
            # A dossier's number begins with its unit's prefix, which the index would read through for nothing.
            params |= {f"word{n}": f"%{_escaped(word[rare.start() :])}%", f"whole{n}": word}
            part += f" AND strpos({alias}.search_key, %(whole{n})s) > 0"
        if procedures := _procedures(word):
            part = f"(({part}) OR {alias}.procedure_id = ANY(%(procedures{n})s))"
            params[f"procedures{n}"] = procedures
        parts.append(part)
    return " AND ".join(parts) or "true", params


def _escaped(word: str) -> str:
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _procedures(word: str) -> list[UUID]:
    """The procedures whose code begins with a word that looks like one."""
    if not _CODE.fullmatch(word):
        return []
    return sorted({v.procedure for v in catalogue().versions.values() if fold(v.code).startswith(word)})


class _Sight:
    """What an account sees: by its units, by tasks of its units elsewhere, and by what it held itself."""

    def __init__(self, account: UUID, units: list[UUID]) -> None:
        self.units = units
        self.params: dict[str, Any] = {"me": account, "units": units}

    @property
    def is_narrow(self) -> bool:
        """Are its units so few that each is followed by itself?"""
        return len(self.units) <= MOST_UNITS

    def walk(self, words: list[str], limit: int) -> tuple[list[UUID], bool]:
        """The newest that hold the words, as far as the walk goes; did it see all there is, if they are too few?"""
        rule, params = holds_words(words, "w")
        params |= {"limit": limit, "farthest": FARTHEST if self.is_narrow else FARTHEST_BY_DAYS}
        if self.is_narrow:
            params |= {f"unit{n}": unit for n, unit in enumerate(self.units)}
            each = [part.format(n=n) for n in range(len(self.units)) for part in (_RECEIVED, _DECIDES)]
            source = " UNION ALL ".join([*each, _BESIDE])
            found = self._ids(_WALK.format(source=source, rule=rule), params)
            ids = [one for one in found if one is not None]
            return ids, len(ids) == len(found)
        return self._ids(_WALK_BY_DAYS.format(rule=rule, rights=_RIGHTS.format(d="w")), params), False

    def look_up(self, words: list[str], limit: int) -> list[UUID]:
        """The newest that hold the words, of all that there are."""
        rule, params = holds_words(words, "d")
        return self._ids(_LOOK_UP.format(rule=rule, rights=_RIGHTS.format(d="hit")), params | {"limit": limit})

    def _ids(self, statement: str, params: dict[str, Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self.params | params)
            return [one for (one,) in cursor.fetchall()]


# The one filter for rights in SQL: tests/dossiers/test_search.py holds it against `visible_to`. A task that is not
# away lies in a unit that the dossier names itself, so that only those away say anything new. Mine and those away
# are asked for one by one, each from its own index: together they would read every task of the dossier.
_RIGHTS = """(
    {d}.received_unit_id = ANY(%(units)s) OR {d}.deciding_unit_id = ANY(%(units)s)
    OR {d}.helped_unit_id = ANY(%(units)s)
    OR EXISTS (SELECT FROM dossier_task t WHERE t.account_id = %(me)s AND t.dossier_id = {d}.id)
    OR EXISTS (SELECT FROM dossier_task t WHERE t.away AND t.unit_id = ANY(%(units)s) AND t.dossier_id = {d}.id)
)"""

_RECEIVED = """
(SELECT id, received_at, search_key, procedure_id FROM dossier WHERE received_unit_id = %(unit{n})s
 ORDER BY received_at DESC, id DESC LIMIT %(farthest)s)
"""
_DECIDES = """
(SELECT id, received_at, search_key, procedure_id FROM dossier
 WHERE deciding_unit_id = %(unit{n})s AND NOT received_unit_id = ANY(%(units)s)
 ORDER BY received_at DESC, id DESC LIMIT %(farthest)s)
"""
# These are few: looked up one by one, whatever the planner takes them for.
_BESIDE = """
(SELECT id, received_at, search_key, procedure_id FROM dossier
 WHERE NOT received_unit_id = ANY(%(units)s) AND NOT deciding_unit_id = ANY(%(units)s) AND id = ANY(ARRAY(
    SELECT id FROM dossier WHERE helped_unit_id = ANY(%(units)s) AND helped_unit_id <> received_unit_id
    UNION SELECT dossier_id FROM dossier_task WHERE away AND unit_id = ANY(%(units)s)
    UNION SELECT dossier_id FROM dossier_task WHERE account_id = %(me)s AND NOT unit_id = ANY(%(units)s)
 )) ORDER BY received_at DESC, id DESC)
"""
# A walk is kept while it is made, so that one that finds too few says if more lies beyond: by a NULL at its end.
_WALK = """
WITH w AS MATERIALIZED (
    SELECT * FROM ({source}) each ORDER BY received_at DESC, id DESC LIMIT %(farthest)s
)
SELECT id FROM (
    (SELECT id FROM w WHERE {rule} ORDER BY received_at DESC, id DESC LIMIT %(limit)s)
    UNION ALL (SELECT NULL FROM w OFFSET %(farthest)s - 1 LIMIT 1)
) found LIMIT %(limit)s
"""
_WALK_BY_DAYS = """
SELECT id FROM (
    SELECT id, received_at, search_key, procedure_id, received_unit_id, deciding_unit_id, helped_unit_id
    FROM dossier ORDER BY received_on DESC, received_at DESC, id DESC LIMIT %(farthest)s
) w WHERE {rule} AND {rights} ORDER BY received_at DESC, id DESC LIMIT %(limit)s
"""
_LOOK_UP = """
WITH hit AS MATERIALIZED (
    SELECT id, received_at, received_unit_id, deciding_unit_id, helped_unit_id FROM dossier d WHERE {rule}
)
SELECT id FROM hit WHERE {rights} ORDER BY received_at DESC, id DESC LIMIT %(limit)s
"""
