"""From what a form says to its PDF: Typst in this process, its fonts and compilers kept.

A compiler is used by one thread at a time. Fonts are ours (Tinos, drawn on the measures of Times New Roman, with
all Vietnamese letters); what happens to be installed on the machine is never used.
"""

import json
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any, Literal

import typst
from django.conf import settings

from motcua.printing.checking import made
from motcua.printing.forms import FORMS
from motcua.printing.models import PrintedForm
from motcua.printing.qr import with_qr
from motcua.printing.sets import FOLDER, set_of

# Kept for decades and read aloud: PDF/A-2a (ISO 19005-2, tagged) and PDF/UA-1 (ISO 14289-1).
STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")


def pdf_of(printed: PrintedForm) -> bytes:
    """The PDF of a printing; of a receipt, the applicant's sheet and the one for the file."""
    [pdf] = _rendered(printed, "pdf")
    return pdf


def pictures_of(printed: PrintedForm, ppi: float = 150) -> list[bytes]:
    """The sheets of a printing as PNG."""
    return _rendered(printed, "png", ppi)


def _rendered(printed: PrintedForm, kind: Literal["pdf", "png"], ppi: float | None = None) -> list[bytes]:
    said = FORMS[printed.form].compose(printed)
    if printed.version is not None:
        standards = STANDARDS if kind == "pdf" else ()
        when = int(printed.at.timestamp())
        return made(
            printed.version.source, [with_qr(said)], timestamp=when, kind=kind, ppi=ppi, standards=standards
        )
    return rendered(said, printed.form_set, printed.form, printed.at, kind, ppi)


def rendered(
    said: dict[str, Any],
    form_set: str,
    form: str,
    at: datetime,
    kind: Literal["pdf", "png"] = "pdf",
    ppi: float | None = None,
) -> list[bytes]:
    """A form of a set with these fields: one PDF, or a picture a page. What people wrote is data, never markup."""
    said = with_qr(said)
    compiler, lock = _compiler(form_set, form)
    inputs = {"form": json.dumps(said, ensure_ascii=False)}
    when = int(at.timestamp())
    with lock:
        try:
            made = compiler.compile(
                format=kind,
                ppi=ppi,
                sys_inputs=inputs,
                timestamp=when,
                pdf_standards=[*STANDARDS] if kind == "pdf" else [],
            )
        except typst.TypstError:
            # A sign that our fonts lack (an emoji in a name) is a box on paper, which the standard does not allow:
            # a form that is no PDF/A is better than none. Whatever else is wrong is raised by this one too.
            made = compiler.compile(format=kind, ppi=ppi, sys_inputs=inputs, timestamp=when)
    assert made is not None  # noqa: S101 -- only with an output file there is nothing to return
    return made if isinstance(made, list) else [made]


@cache
def _fonts() -> typst.Fonts:
    folder = settings.BASE_DIR / "node_modules" / "@expo-google-fonts" / "tinos"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


@cache
def _compiler(form_set: str, form: str) -> tuple[typst.Compiler, Lock]:
    template = set_of(form_set).template(form)
    return typst.Compiler(str(template), root=str(FOLDER), font_paths=_fonts()), Lock()
