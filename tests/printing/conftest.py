"""Receipts of the cast's dossiers, and a real installation's catalogue of names to fill them with."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime

import pypdf
import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.people.actor import Actor
from motcua.printing import money
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.money import MoneyLine, MoneyPaper, receipts_from
from motcua.printing.print_form import print_form
from tests.cast import GROUND, Cast, at, reread

ADDRESS = "https://motcua.longan.gov.vn"


def asked(dossier: Dossier, by: Actor, when: datetime | None = None, **given: object) -> Done:
    """Print a dossier's receipt; the answer of the act."""
    when = when or at(7, 9)
    said = {"form": StatutoryForm.RECEIPT, "address": ADDRESS, "ground": GROUND, "recorded_at": when}
    return print_form([dossier.pk], by=by, at=when, **(said | given))  # type: ignore[arg-type]


@pytest.fixture
def prints(cast: Cast) -> Callable[..., PrintedForm]:
    """`prints(dossier)` is Hoa's printing of its receipt."""

    def printed(dossier: Dossier, when: datetime | None = None, **given: object) -> PrintedForm:
        done = asked(dossier, cast.hoa, when, **given)
        assert not done.refused, done.refusal
        return PrintedForm.objects.get(pk=done.done[0])

    return printed


def sheets(pdf: bytes) -> list[str]:
    """The text of each page as somebody copies it out, with blanks and breaks as one blank."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def paper_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return [
        (round(float(p.mediabox.width) / 72 * 25.4), round(float(p.mediabox.height) / 72 * 25.4)) for p in pages
    ]


def text_of(pdf: bytes) -> str:
    """The text of all pages."""
    return " ".join(sheets(pdf))


@pytest.fixture
def paid(cast: Cast) -> Iterator[dict[str, object]]:
    """Every dossier has one receipt of money; what is put in here is said of it."""
    changed: dict[str, object] = {}

    def papers(dossiers):
        for pk in dossiers:
            facts = {
                "key": pk.hex,
                "dossier": pk,
                "unit": cast.desk.pk,
                "form_code": "01BLP3-001",
                "symbol": "AA-26P",
                "number": "0000012",
                "payer": "Nguyễn Văn Ưởng",
                "payer_address": "Ấp 3, xã Mỹ Quý Đông",
                "lines": (
                    MoneyLine("Phí chứng thực bản sao", "fee", 12_000),
                    MoneyLine("Lệ phí hộ tịch", "charge", 8_000),
                ),
                "amount": 20_000,
                "means": "cash",
                "at": reread(pk).last_at,
                "cashier": "Trần Thị Hoa",
            }
            yield MoneyPaper(**(facts | changed))

    before = list(money._sources)
    money._sources.clear()
    receipts_from(papers)
    yield changed
    money._sources[:] = before
