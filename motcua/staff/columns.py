"""The columns of the staff register's template, and what a row of it says."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.catalogue import cells
from motcua.catalogue.sheets import Column, Row

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
WRITTEN = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
LONGEST = {"number": 40, "title": 120, "decision": 80, "name": 120, "subject": 200, "issuer": 200, "account": 60}

_last_meaning = gettext_lazy("The last day. Blank: it goes on.")

COLUMNS = (
    Column(
        "number",
        gettext_lazy("Staff number"),
        "801-0001",
        gettext_lazy("One person, one number. A further row with it adds a post or a diploma."),
        True,
    ),
    Column("name", gettext_lazy("Full name"), "Nguyễn Văn Mẫu", required=True),
    Column("born_on", gettext_lazy("Date of birth"), "15/08/1980"),
    Column(
        "kind",
        gettext_lazy("Kind of staff"),
        "Công chức",
        gettext_lazy("As the law names it: cadre, civil servant, public employee, non-specialised."),
        True,
    ),
    Column("unit", gettext_lazy("Code of the unit"), "27916", gettext_lazy("As text, in force on the day."), True),
    Column("title", gettext_lazy("Title"), "Công chức Tư pháp - Hộ tịch", required=True),
    Column("first", gettext_lazy("From"), "01/01/2018", required=True),
    Column("last", gettext_lazy("Until"), "", _last_meaning),
    Column(
        "beside",
        gettext_lazy("Beside another post"),
        "",
        gettext_lazy("Yes where it is held beside the main post. Blank: no."),
    ),
    Column("decision", gettext_lazy("Decision"), "12/QĐ-UBND"),
    Column(
        "rank",
        gettext_lazy("Professional qualification"),
        "Đại học",
        gettext_lazy("Elementary, intermediate, college, university, master or doctor. Blank: none is on record."),
    ),
    Column("subject", gettext_lazy("What was studied"), "Luật"),
    Column("since", gettext_lazy("Qualified since"), "30/06/2004", gettext_lazy("The day of the diploma.")),
    Column("issuer", gettext_lazy("Issued by"), "Trường Đại học Cần Thơ"),
    Column(
        "fits",
        gettext_lazy("Fits the work"),
        "",
        gettext_lazy("No where what was studied does not fit the work of the post. Blank: yes."),
    ),
    Column("mailbox", gettext_lazy("Official mailbox"), "tuphap.binhthanh@duchue.example"),
    Column("account", gettext_lazy("Sign-in name"), "", gettext_lazy("Where the person signs in here.")),
)
TITLES: Mapping[str, Any] = {column.key: column.title for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row says of somebody. `last` is the last day of the post; None: it goes on."""

    row: int
    number: str
    name: str
    kind: str
    unit: str
    title: str
    first: date
    last: date | None = None
    beside: bool = False
    decision: str = ""
    born_on: date | None = None
    rank: str = ""
    subject: str = ""
    since: date | None = None
    issuer: str = ""
    fits: bool = True
    mailbox: str = ""
    account: str = ""


def day_of(value: Any) -> date:
    """A day such as 05/11/2019 or 2019-11-05, also as a spreadsheet keeps it."""
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        text = cells.line(value)
        found = WRITTEN.fullmatch(text)
        try:
            value = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
        except ValueError:
            raise ValueError(_("%(text)s is not a day; write it like 05/11/2019.") % {"text": text[:40]}) from None
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValueError(_("%(day)s lies too far off. Check the year.") % {"day": f"{value:%d/%m/%Y}"})
    return value


def address_of(value: Any) -> str:
    """The address of a mailbox, in small letters."""
    text = cells.line(value).lower()
    if not ADDRESS.fullmatch(text) or len(text) > 254:
        raise ValueError(
            _("%(text)s is not the address of a mailbox; write it as name@place.") % {"text": text[:60]}
        )
    return text


READERS: dict[str, Callable[[Any], Any]] = {
    "born_on": day_of,
    "first": day_of,
    "last": day_of,
    "since": day_of,
    "beside": cells.truth,
    "fits": cells.truth,
    "mailbox": address_of,
}


def wanted_of(row: Row) -> Wanted | None:
    """What a row says, or None with the problems noted at the row."""
    values: dict[str, Any] = {}
    for key, value in row.values.items():
        try:
            read = READERS.get(key)
            values[key] = read(value) if read else cells.line(value, LONGEST.get(key, 200))
        except ValueError as error:
            row.refuse(str(TITLES[key]), str(error))
    lacking(row, values, [column.key for column in COLUMNS if column.required])
    if row.problems:
        return None
    known = {each.name for each in fields(Wanted)}
    return Wanted(row=row.number, **{key: value for key, value in values.items() if key in known})


def lacking(row: Row, values: Mapping[str, Any], required: Collection[str]) -> None:
    """Note each cell that has to be filled in and is not."""
    for key in required:
        if not values.get(key) and key not in row.values:
            row.refuse(str(TITLES[key]), _("The cell is empty; it has to be filled in."))
