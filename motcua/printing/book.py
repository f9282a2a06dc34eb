"""The file of a printed register book: its lines in parts, compiled apart one after the other, and joined.

A part begins on a page of its own; the pages count on. The form is the circular's of the book's last day, or the
own version that the record of its printing names.
"""

from collections.abc import Callable
from itertools import islice

from motcua.printing.apart import pages
from motcua.printing.checking import made
from motcua.printing.joining import joined
from motcua.printing.models import PrintedBook, StatutoryForm
from motcua.printing.qr import with_qr
from motcua.printing.register import compose, count, rows
from motcua.printing.render import STANDARDS
from motcua.printing.sets import set_of

# A part of so many lines has some 130 pages and takes two seconds of the processor and 400 MB.
PART = 2_000
SECONDS, MOST_PAGES = 60, 2_000

Told = Callable[[int, int], None]


def pdf_of_book(printed: PrintedBook, told: Told = lambda done, of: None) -> bytes:
    """The PDF of a printing of a register book.

    `told` hears after each part how many lines are done, of how many; what it raises ends the work. Raises
    NotPrintable where an own version cannot cope with the book.
    """
    template = set_of(printed.form_set).template(StatutoryForm.REGISTER)
    source = printed.version.source if printed.version else template.read_text(encoding="utf-8")
    said, of, page, done = with_qr(compose(printed)), count(printed), 1, 0
    parts: list[bytes] = []
    left = rows(printed)
    while some := list(islice(left, PART)):
        done += len(some)
        fields = {"rows": some, "first": not parts, "last": done >= of, "page": page}
        [part] = made(
            source,
            [said | fields],
            timestamp=int(printed.at.timestamp()),
            standards=STANDARDS,
            seconds=SECONDS,
            most_pages=MOST_PAGES,
        )
        parts.append(part)
        page += pages(part)
        told(done, of)
    return joined(parts)
