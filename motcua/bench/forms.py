"""What printing many forms costs: receipts of dossiers received for it, into one file, its text read again.

What is timed is the whole of it: the act that prints, what each form says, its sheets, and the one file that is
handed over. Reading the text again, to see that every form is there, is not.
"""

import io
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pypdf

from motcua.bench.inbox_town import found
from motcua.bench.intakes import intakes_of_late
from motcua.bench.place import Place as Database
from motcua.bench.place import machine
from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import receive
from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR
from motcua.printing.many import print_many
from motcua.printing.models import StatutoryForm
from motcua.worktime.load import calendar_for

ADDRESS = "https://motcua.example.vn"
SHEETS = 2  # of a receipt: one for the applicant, one for the file

Progress = Callable[[int], object]


class NotPrinted(RuntimeError):
    """A form is missing in the file, or does not say what it has to."""


def measure(place: Database, count: int, progress: Progress) -> dict[str, Any]:
    """Receive so many dossiers in a migrated database that holds nothing yet, and print the receipt of each.

    Returns `forms`, `pages`, `seconds`, `per_form_ms`, `cpu_seconds` (of this process and of those that compile for
    it, without the database's), `checked_text` (forms whose number, applicant and procedure were read on their
    sheets), `megabytes` and the machine. Raises NotPrinted. `progress` hears each form printed.
    """
    calendar, today = calendar_for(()), local_day(datetime.now(UTC))
    for intakes, at in intakes_of_late(found(1), calendar, today, count):
        done = receive(intakes, by=SYSTEM_ACTOR, at=at, ground="OFFICE", recorded_at=at)
        if done.refusal is not None:
            raise NotPrinted(str(done.refusal))
    ids = list(Dossier.objects.order_by("received_at", "number").values_list("pk", flat=True))
    before = 0

    def told(done: int, of: int) -> None:
        nonlocal before
        progress(done - before)
        before = done

    began, used = time.perf_counter(), _cpu()
    printed = print_many(
        ids,
        StatutoryForm.RECEIPT,
        address=ADDRESS,
        by=SYSTEM_ACTOR,
        at=datetime.now(UTC),
        ground="OFFICE",
        told=told,
    )
    seconds, cpu = time.perf_counter() - began, _cpu() - used
    pages, checked = _read(printed.pdf, ids)
    return {
        "forms": len(printed.done),
        "pages": pages,
        "seconds": round(seconds, 2),
        "per_form_ms": round(1000 * seconds / max(1, len(printed.done)), 1),
        "cpu_seconds": round(cpu, 2),
        "checked_text": checked,
        "megabytes": round(len(printed.pdf) / 1e6, 1),
        "machine": machine(place),
    }


def _cpu() -> float:
    """Seconds of the processor, of this process and of those below it that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _read(pdf: bytes, dossiers: list[UUID]) -> tuple[int, int]:
    """How many pages there are, and of how many forms both sheets say number, applicant and procedure."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    if len(reader.pages) != SHEETS * len(dossiers):
        raise NotPrinted(f"{len(reader.pages)} pages of {len(dossiers)} receipts")
    rows = Dossier.objects.select_related("applicant", "version").in_bulk(dossiers)
    for n, pk in enumerate(dossiers):
        dossier = rows[pk]
        wanted = (str(dossier.number), dossier.applicant.name, dossier.version.name)
        for page in reader.pages[SHEETS * n : SHEETS * n + SHEETS]:
            text = "".join(page.extract_text().split())
            missing = [each for each in wanted if "".join(each.split()) not in text]
            if missing:
                raise NotPrinted(f"{missing[0]} does not stand on its receipt")
    return len(reader.pages), len(dossiers)
