"""Print a form of many dossiers into one file: a selection at once, a thousand by the worker, in chunks.

Each is a printing of its own, by the act that prints one (print_form). A chunk's sheets are compiled as one
document in a process beside this one while the next chunk is composed; the chunks are joined with their tags
(joining.py), so that the file is what a single form is: PDF/A-2a and PDF/UA-1.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from motcua.dossiers.refusals import Refusal
from motcua.people.actor import Actor
from motcua.printing.apart import Document, compiled, pages
from motcua.printing.forms import FORMS
from motcua.printing.joining import joined
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.print_form import print_form
from motcua.printing.qr import with_qr
from motcua.printing.render import STANDARDS, pdf_of
from motcua.printing.sets import FOLDER, set_of

CHUNK = 50
# Two compile while a third is composed: more would wait for processors that a small server has not.
BESIDE = 2
# For a chunk, all processors together: a hundred times what it takes. These are the program's own forms.
SECONDS, MEMORY = 120, 4 << 30
SHARED = re.compile(r'"/([\w-]+\.typ)"')
READS = "json(bytes(sys.inputs.form))"

# Most pages fit at their first type; to measure that costs as much as to set them. What says so little fits (of 120
# receipts of a district the shortest that did not had 1,937 letters), and the number of sheets proves it.
FITS_LETTERS = 1_600
SHEETS = {StatutoryForm.RECEIPT: 2, StatutoryForm.LETTER: 1}
UNMEASURED = "\n#let fitting(steps, body) = steps.at(0)\n"

Told = Callable[[int, int], None]
# A printing, and what it says.
Said = tuple[PrintedForm, dict[str, Any]]


@dataclass(slots=True)
class Printed:
    """What became of many: the printings in the order asked for, why others were refused, the file."""

    done: list[UUID] = field(default_factory=list)
    refused: dict[UUID, Refusal] = field(default_factory=dict)
    pdf: bytes = b""


def print_many(
    dossiers: Sequence[UUID],
    form: StatutoryForm,
    *,
    address: str,
    by: Actor,
    at: datetime,
    ground: str,
    recorded_at: datetime | None = None,
    told: Told = lambda done, of: None,
) -> Printed:
    """Print a form of dossiers, in their order, into one PDF; empty where every one was refused.

    `told` hears how many are done, of how many; what it raises stops the printing: what is printed by then stays in
    the record, as a sheet that was thrown away. Raises what print_form raises.
    """
    wanted = list(dict.fromkeys(dossiers))
    found, parts, ready = Printed(), list[Future[bytes]](), 0
    with ThreadPoolExecutor(BESIDE) as beside:
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            act = print_form(some, form=form, address=address, by=by, at=at, ground=ground, recorded_at=recorded_at)
            found.refused |= act.refused
            rows = {
                row.dossier_id: row for row in PrintedForm.objects.filter(pk__in=act.done).select_related("version")
            }
            printings = [rows[pk] for pk in some if pk in rows]
            found.done += [row.pk for row in printings]
            parts += _begun(printings, beside)
            while len(parts) - ready > 2 * BESIDE:
                parts[ready].result()
                ready += 1
            try:
                told(start + len(some), len(wanted))
            except BaseException:
                beside.shutdown(wait=False, cancel_futures=True)
                raise
        found.pdf = joined([part.result() for part in parts])
    return found


def _begun(printings: list[PrintedForm], beside: ThreadPoolExecutor) -> Iterator[Future[bytes]]:
    """Compile printings beside this thread: those on the circulars' forms together, own versions one by one."""
    run: list[Said] = []
    plain = [row for row in printings if row.version is None]
    composed = iter(FORMS[plain[0].form].composed(plain)) if plain else iter(())
    for row in printings:
        if row.version is None:
            run.append((row, with_qr(next(composed))))
            continue
        if run:
            yield beside.submit(_together, run)
            run = []
        alone: Future[bytes] = Future()
        alone.set_result(pdf_of(row))
        yield alone
    if run:
        yield beside.submit(_together, run)


def _together(run: list[Said]) -> bytes:
    """One document of several printings on the circulars' forms."""
    sheets = sum(SHEETS.get(StatutoryForm(row.form), 0) for row, _said in run)
    lengths = [len(json.dumps({**said, "qr": ""}, ensure_ascii=False)) for _row, said in run]
    short = [bool(sheets) and length <= FITS_LETTERS for length in lengths]
    pdf = _document(run, short)
    # No form has fewer sheets than its own, so as many as all of them need is proof that none ran over.
    if not any(short) or pages(pdf) == sheets:
        return pdf
    return _document(run, [False] * len(run))


def _document(run: list[Said], short: list[bool]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="motcua-forms-") as name:
        root = Path(name)
        for n, (row, said) in enumerate(run):
            _laid_out(root / str(n), row, said, is_short=short[n])
        main = root / "main.typ"
        main.write_text("\n".join(f'#include "/{n}/own.typ"' for n in range(len(run))), encoding="utf-8")
        documents = [Document(main, {}, int(run[0][0].at.timestamp()))]
        [pdf] = compiled(root, documents, standards=STANDARDS, seconds=SECONDS, memory=MEMORY)
        return pdf


def _laid_out(folder: Path, row: PrintedForm, said: dict[str, Any], *, is_short: bool) -> None:
    """A folder with a form, the files that it shares and its own fields: a file is read once in a document."""
    folder.mkdir()
    place = rf'"/{folder.name}/\1"'
    for name, text in _sources(row.form_set, row.form):
        text = SHARED.sub(place, text).replace(READS, f'json("/{folder.name}/said.json")')
        text += UNMEASURED if is_short and name == "layout.typ" else ""
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "said.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _sources(form_set: str, form: str) -> list[tuple[str, str]]:
    """The form's own file and those that it imports, however deep."""
    found = {"own.typ": set_of(form_set).template(form).read_text(encoding="utf-8")}
    left = list(found.values())
    while left:
        for name in SHARED.findall(left.pop()):
            if name not in found:
                found[name] = (FOLDER / name).read_text(encoding="utf-8")
                left.append(found[name])
    return list(found.items())
