"""Books whose lines are numbered without gaps within a year: certified copies, documents of results.

A line's number is taken while its book's row is locked, so that an act that fails leaves no gap (numbers.py).
Source: NĐ 23/2015 (sổ chứng thực); NĐ 30/2020 art. 15 (số văn bản theo năm).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from motcua.dossiers import numbers
from motcua.dossiers.models import Dossier, loose
from motcua.journal.ids import uuid7
from motcua.moments import local_day
from motcua.organisation.models import Unit
from motcua.text import nfc

if TYPE_CHECKING:
    from motcua.dossiers.intake import Intake


class Book(models.TextChoices):
    """What kind of book; how its numbers look is a dated row of NumberForm."""

    COPIES = "copies", _("Book of certified copies")
    RESULTS = "results", _("Book of results")
    LETTERS = "letters", _("Book of letters of apology")


@dataclass(frozen=True, slots=True)
class Line:
    """What goes into a line of a book: what was certified, pages of one copy, copies, and the fee in đồng."""

    book: Book
    what: str = ""
    pages: int = 0
    copies: int = 0
    fee: int = 0

    @property
    def said(self) -> dict[str, Any]:
        """What the journal keeps of it; money as text, as everywhere in the journal."""
        return {
            "book": self.book.value,
            "what": nfc(self.what),
            "pages": self.pages,
            "copies": self.copies,
            "fee": str(self.fee),
        }


class BookLine(models.Model):
    """A line of the book of a unit and a year, written by the act that received the dossier."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = loose(Dossier, index=True)
    book = models.CharField(max_length=12, choices=Book)
    unit = loose(Unit)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=60)
    what = models.CharField(max_length=500, blank=True)
    pages = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=0)
    fee = models.BigIntegerField(default=0, help_text=_("in đồng"))

    class Meta:
        db_table = "dossier_book_line"
        constraints = (
            models.UniqueConstraint(fields=["book", "unit", "year", "serial"], name="one_line_a_serial"),
        )


class Given(NamedTuple):
    """A serial of a book and how it is written."""

    serial: int
    number: str


def next_in(book: Book, unit: UUID, day: date, count: int = 1) -> list[Given]:
    """Take the next serials of a unit's book in a day's year. The book stays locked until the transaction ends."""
    first = day.replace(month=1, day=1)
    form = numbers.form_on(day, book)
    return [
        Given(serial, form.pattern.format(serial=serial, year=day.year))
        for serial in numbers.serials(f"{book}:{unit.hex}", first, count)
    ]


def enter(intakes: Iterable["Intake"]) -> dict[UUID, BookLine]:
    """The rows of the intakes that stand in a book, by dossier, each with the next serial of its unit and year."""
    wanted: dict[tuple[Book, UUID, int], list[tuple[datetime, Intake, Line]]] = {}
    for intake in intakes:
        if intake.line is not None and intake.at is not None:
            key = (intake.line.book, intake.deciding_unit, local_day(intake.at).year)
            wanted.setdefault(key, []).append((intake.at, intake, intake.line))
    found: dict[UUID, BookLine] = {}
    for (book, unit, year), together in sorted(wanted.items()):
        together.sort(key=lambda row: (row[0], row[1].id))
        given = next_in(book, unit, local_day(together[0][0]), len(together))
        for (_at, intake, line), (serial, number) in zip(together, given, strict=True):
            found[intake.id] = BookLine(
                dossier_id=intake.id,
                book=book,
                unit_id=unit,
                year=year,
                serial=serial,
                number=number,
                what=nfc(line.what),
                pages=line.pages,
                copies=line.copies,
                fee=line.fee,
            )
    return found


def lines_of(dossiers: Iterable[UUID]) -> dict[UUID, BookLine]:
    """The lines of dossiers that stand in a book of their own."""
    return {line.dossier_id: line for line in BookLine.objects.filter(dossier__in=list(dossiers))}
