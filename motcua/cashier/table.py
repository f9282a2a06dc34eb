"""Read a bank's statement out of a CSV file: encoding, delimiter, head row, days and amounts. Pure.

Read as a whole before anything is written: a file that is wrong in one line is refused with that line.
"""

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_noop

from motcua.cashier.mapping import StatementMapping
from motcua.sentence import Sentence
from motcua.text import fold, nfc

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 200_000
# Banks put their name and the account's above the table.
HEAD_WITHIN = 40
LONGEST_PURPOSE, LONGEST_REFERENCE, LONGEST_PAYER = 500, 80, 200
MOST_DIGITS = 15

SENTENCES = {
    "empty": gettext_noop("The file is empty."),
    "large": gettext_noop("The file is larger than 20 MB or has more than %(most)s lines. Split it by days."),
    "sheet": gettext_noop("This is a spreadsheet, no CSV. Save it as CSV UTF-8, or ask the bank for CSV."),
    "encoding": gettext_noop(
        "The file is not in %(encoding)s (line %(line)s). Save it again as CSV UTF-8, or name its encoding in the "
        "mapping."
    ),
    "no_encoding": gettext_noop(
        "The file is neither in UTF-8 nor UTF-16 nor Windows-1258 (line %(line)s). Save it again as CSV UTF-8."
    ),
    "no_head": gettext_noop(
        "No row of the file names the column “%(column)s”. Its first rows name: %(found)s. Correct the mapping, or "
        "save the file again as CSV UTF-8."
    ),
    "broken": gettext_noop(
        "Line %(line)s is broken: a quotation mark is opened and not closed, or text follows it."
    ),
    "cells": gettext_noop("Line %(line)s has %(has)s cells, the head row has %(wanted)s. Correct it."),
    "day": gettext_noop("Line %(line)s: “%(value)s” is no day written as %(form)s."),
    "to_come": gettext_noop("Line %(line)s: %(value)s lies in the future. Is the order of day and month right?"),
    "amount": gettext_noop("Line %(line)s: “%(value)s” is no amount in đồng with “%(thousands)s” for thousands."),
    "negative": gettext_noop("Line %(line)s: the amount %(value)s is below zero. Which column is money that came?"),
    "nothing": gettext_noop("The file has a head row and no line of money that came or went."),
}


class Unreadable(Sentence):
    """A statement that cannot be read; said in the reader's language, with its line."""

    sentences = SENTENCES
    is_grouped = True


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Money that came, as the bank says it. Amount in whole đồng."""

    reference: str
    on: date
    amount: int
    purpose: str
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file holds: the lines of money that came, how many went out, and in which encoding it was."""

    lines: tuple[StatementLine, ...]
    outgoing: int
    encoding: str


def read_statement(content: bytes, mapping: StatementMapping, today: date) -> Statement:
    """Read a statement. Raises Unreadable where any line of it cannot be read."""
    if not content.strip(b" \t\r\n\x00"):
        raise Unreadable("empty")
    if len(content) > MOST_BYTES:
        raise Unreadable("large", most=MOST_LINES)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("sheet")
    text, encoding = decoded(content, mapping.encoding)
    found = _Reader(mapping, today)
    for line in _rows(text, mapping):
        found.take(*line)
    if not found.lines and not found.outgoing:
        raise Unreadable("nothing")
    return Statement(tuple(found.lines), found.outgoing, encoding)


def decoded(content: bytes, encoding: str = "auto") -> tuple[str, str]:
    """The text of a file, composed, and the encoding that it is in. Raises Unreadable."""
    if encoding == "auto":
        encoding = _encoding_of(content)
        if not encoding:
            raise Unreadable("no_encoding", line=1)
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise Unreadable("encoding", encoding=encoding.upper(), line=line) from problem
    if "\x00" in text:
        raise Unreadable("encoding", encoding=encoding.upper(), line=text[: text.index("\x00")].count("\n") + 1)
    return nfc(text.lstrip("\ufeff")), encoding


def _encoding_of(content: bytes) -> str:
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = content[:4000]
    if head.count(0) > len(head) // 4:  # most signs of a statement are ASCII, each with a zero beside it
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    for each in ("utf-8", "cp1258"):
        try:
            content.decode(each)
        except UnicodeDecodeError:
            continue
        return each
    return ""


def _rows(text: str, mapping: StatementMapping) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows below the head row with their line numbers, each as what the mapping calls its cells."""
    delimiter, columns, width = "", {}, 0
    for candidate in _delimiters(mapping.delimiter):
        for line, cells in _cells(text, candidate, lenient=True):
            found = _columns(cells, mapping)
            if len(found) == len(mapping.columns):
                delimiter, columns, width, head = candidate, found, len(cells), line
                break
            if line > HEAD_WITHIN:
                break
        if delimiter:
            break
    else:
        raise _no_head(text, mapping)
    for line, cells in _cells(text, delimiter):
        if line <= head or not any(cell.strip() for cell in cells):
            continue
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        row = {name: nfc(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
        if not row["date"] and not (row.get("reference") and row["purpose"]):
            continue  # sums and signatures below the table
        if len(cells) > width or len(cells) <= max(columns.values()):
            raise Unreadable("cells", line=line, has=len(cells), wanted=width)
        yield line, row


def _delimiters(given: str) -> Sequence[str]:
    return (",", ";", "\t", "|") if given == "auto" else (given,)


def _cells(text: str, delimiter: str, *, lenient: bool = False) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=not lenient)
    try:
        for cells in reader:
            yield reader.line_num, cells
            if reader.line_num > MOST_LINES:
                raise Unreadable("large", most=MOST_LINES)
    except csv.Error as problem:
        if not lenient:
            raise Unreadable("broken", line=reader.line_num) from problem


def _columns(cells: Sequence[str], mapping: StatementMapping) -> dict[str, int]:
    """Where the columns of the mapping stand in a row, as far as it names them."""
    titles: dict[str, int] = {}
    for at, cell in enumerate(cells):
        titles.setdefault(fold(cell), at)
    return {name: titles[fold(title)] for name, title in mapping.columns.items() if fold(title) in titles}


def _no_head(text: str, mapping: StatementMapping) -> Unreadable:
    """Which column nobody names, and what the row is that names the most."""
    best: tuple[int, list[str], dict[str, int]] = (-1, [], {})
    for delimiter in _delimiters(mapping.delimiter):
        for line, cells in _cells(text, delimiter, lenient=True):
            found = _columns(cells, mapping)
            weight = 100 * len(found) + sum(bool(cell.strip()) for cell in cells)
            if weight > best[0]:
                best = (weight, cells, found)
            if line > HEAD_WITHIN:
                break
    missing = next(title for name, title in mapping.columns.items() if name not in best[2])
    named = ", ".join(nfc(cell)[:40] for cell in best[1] if cell.strip())
    return Unreadable("no_head", column=missing, found=named[:300] or "—")


class _Reader:
    """Turns rows into lines, and counts what went out."""

    def __init__(self, mapping: StatementMapping, today: date) -> None:
        self.mapping, self.today = mapping, today
        self.lines: list[StatementLine] = []
        self.outgoing = 0
        self._alike: Counter[tuple[date, int, str]] = Counter()

    def take(self, line: int, row: dict[str, str]) -> None:
        """Read one row. Raises Unreadable."""
        mapping = self.mapping
        on = self._day(line, row["date"])
        amount = self._amount(line, row["amount"]) if row["amount"] else 0
        went = self._amount(line, row["debit"]) if row.get("debit") else 0
        if amount < 0 and not mapping.signed:
            raise Unreadable("negative", line=line, value=amount)
        if amount <= 0:
            if went or amount:
                self.outgoing += 1
                return
            raise Unreadable("amount", line=line, value=row["amount"], thousands=mapping.thousands)
        purpose = row["purpose"][:LONGEST_PURPOSE]
        reference = row.get("reference", "")[:LONGEST_REFERENCE] or self._made_up(on, amount, purpose)
        self.lines.append(StatementLine(reference, on, amount, purpose, row.get("payer", "")[:LONGEST_PAYER]))

    def _made_up(self, on: date, amount: int, purpose: str) -> str:
        """What stands for a reference that the bank does not give: the purpose, and the how manieth alike it is."""
        alike = (on, amount, purpose)
        self._alike[alike] += 1
        hashed = hashlib.sha256(purpose.encode()).hexdigest()[:24]
        return f"~{hashed}-{self._alike[alike]}"

    def _day(self, line: int, text: str) -> date:
        day = None
        for part in (text, text.split()[0] if text.split() else ""):
            try:
                day = datetime.strptime(part, self.mapping.date).date()  # noqa: DTZ007 -- a day has no zone
                break
            except ValueError:
                continue
        if day is None or day.year < 2000:
            raise Unreadable("day", line=line, value=text[:40], form=_written(self.mapping.date))
        if day > self.today + timedelta(days=1):
            raise Unreadable("to_come", line=line, value=f"{day:%d/%m/%Y}")
        return day

    def _amount(self, line: int, text: str) -> int:
        """Whole đồng out of a cell: 1.500.000, 1,500,000.00, -200.000, (200.000), 150.000 VND."""
        value = re.sub(r"(?i)\s*(vnd|vnđ|đ|đồng)\.?$", "", text.replace("\xa0", " ").strip())
        is_below = value.startswith("-") or (value.startswith("(") and value.endswith(")"))
        value = value.strip("()").lstrip("+-").strip()
        thousands, decimal = re.escape(self.mapping.thousands), re.escape(self.mapping.decimal)
        whole = rf"[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|[0-9]+" if thousands else r"[0-9]+"
        rest = rf"(?:{decimal}0{{1,4}})?" if decimal else ""
        found = re.fullmatch(rf"({whole}){rest}", value)
        digits = re.sub(r"[^0-9]", "", found[1]) if found else ""
        if not digits or len(digits) > MOST_DIGITS:
            raise Unreadable("amount", line=line, value=text[:40], thousands=self.mapping.thousands)
        return -int(digits) if is_below else int(digits)


def _written(form: str) -> str:
    """A form of days as people read it: %d/%m/%Y as dd/mm/yyyy."""
    for sign, letters in (("%d", "dd"), ("%m", "mm"), ("%Y", "yyyy"), ("%y", "yy")):
        form = form.replace(sign, letters)
    return form
