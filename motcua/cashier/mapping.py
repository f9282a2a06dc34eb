"""How a bank's statements are to be read: which column is what, in which encoding, with which marks."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_noop

from motcua.sentence import Sentence
from motcua.text import nfc

NEEDED = ("date", "amount", "purpose")
COLUMNS = ("reference", *NEEDED, "debit", "payer")
ENCODINGS = ("auto", "utf-8", "utf-8-sig", "utf-16", "cp1258")
DELIMITERS = ("auto", ",", ";", "\t", "|")
MARKS = (".", ",", " ", "'", "")
DATES = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d/%m/%y", "%Y%m%d", "%m/%d/%Y")

SENTENCES = {
    "json": gettext_noop("The mapping is not JSON (line %(line)s, column %(column)s). Correct it there."),
    "shape": gettext_noop(
        'A mapping is an object such as {"columns": {"date": "Ngày", "amount": "Ghi có", "purpose": "Nội dung"}}.'
    ),
    "unknown": gettext_noop("The mapping names “%(name)s”, which it cannot. It may name: %(known)s."),
    "needed": gettext_noop("The mapping does not say which column is “%(name)s”. Name it in “columns”."),
    "value": gettext_noop("“%(value)s” is no %(name)s of a mapping. Choose one of these: %(known)s."),
    "marks": gettext_noop("Decimal and thousands mark are the same in the mapping. Choose two different ones."),
}


class BadMapping(Sentence):
    """A mapping that cannot be used; said in the reader's language."""

    sentences = SENTENCES


@dataclass(frozen=True, slots=True)
class StatementMapping:
    """How a statement is read. `columns` names the columns as the bank does; case and accents do not matter.

    `debit` is a column of money that went out, `signed` says that `amount` is below zero there: such lines are
    counted and left out. `account` is the number of the account, where the file alone does not say it.
    """

    columns: Mapping[str, str]
    account: str = ""
    encoding: str = "auto"
    delimiter: str = "auto"
    decimal: str = ","
    thousands: str = "."
    date: str = "%d/%m/%Y"
    signed: bool = False

    @classmethod
    def read(cls, text: str) -> "StatementMapping":
        """The mapping in a JSON text. Raises BadMapping, with line and column where it is no JSON."""
        try:
            given = json.loads(text)
        except json.JSONDecodeError as problem:
            raise BadMapping("json", line=problem.lineno, column=problem.colno) from problem
        return cls.of(given)

    @classmethod
    def of(cls, given: Any) -> "StatementMapping":
        """The mapping in what was read or kept. Raises BadMapping for what it does not know or is missing."""
        if not isinstance(given, dict) or not isinstance(given.get("columns"), dict):
            raise BadMapping("shape")
        known = ("columns", "account", "encoding", "delimiter", "decimal", "thousands", "date", "signed")
        for name in given:
            if name not in known:
                raise BadMapping("unknown", name=str(name)[:40], known=", ".join(known))
        columns = {}
        for name, title in given["columns"].items():
            if name not in COLUMNS:
                raise BadMapping("unknown", name=str(name)[:40], known=", ".join(COLUMNS))
            if isinstance(title, str) and nfc(title):
                columns[name] = nfc(title)
        for name in NEEDED:
            if name not in columns:
                raise BadMapping("needed", name=name)
        texts = {name: given[name] for name in known[1:-1] if name in given}
        for value in texts.values():
            if not isinstance(value, str):
                raise BadMapping("shape")
        signed = given.get("signed", False)
        if not isinstance(signed, bool):
            raise BadMapping("value", name="signed", value=signed, known="true, false")
        mapping = cls(columns, **texts, signed=signed)
        mapping._check()
        return mapping

    def _check(self) -> None:
        allowed = {
            "encoding": ENCODINGS,
            "delimiter": DELIMITERS,
            "decimal": MARKS,
            "thousands": MARKS,
            "date": DATES,
        }
        for name, values in allowed.items():
            value = getattr(self, name)
            if value not in values:
                raise BadMapping("value", name=name, value=value[:40], known=", ".join(map(repr, values)))
        if self.decimal and self.decimal == self.thousands:
            raise BadMapping("marks")

    def stored(self) -> dict[str, Any]:
        """The mapping as it is kept."""
        return {**asdict(self), "columns": dict(self.columns)}
