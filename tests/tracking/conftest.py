"""The town's dossiers with receipts, and citizens who look at them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.printing.codes import code_of
from motcua.printing.models import PrintedForm, StatutoryForm
from motcua.printing.print_form import print_form
from tests.cast import GROUND, Cast
from tests.desk.town import Town, ago, build_town, with_standing_clocks


@pytest.fixture
def town(cast: Cast) -> Town:
    """The cast with a dossier in each state, and two whose clock stands for money and for another office."""
    return with_standing_clocks(build_town(cast))


@dataclass
class Receipt:
    """A receipt in somebody's hand."""

    number: str
    code: str


@pytest.fixture
def receipt_of(cast: Cast) -> Callable[..., Receipt]:
    """`receipt_of(dossier)` prints its receipt at the desk."""

    def printed(dossier: Dossier, when: datetime | None = None) -> Receipt:
        when = when or ago(0.01)
        done = print_form(
            [dossier.pk],
            form=StatutoryForm.RECEIPT,
            address="http://testserver",
            by=cast.hoa,
            at=when,
            recorded_at=when,
            ground=GROUND,
        )
        assert not done.refused, done.refusal
        assert dossier.number is not None
        return Receipt(dossier.number, code_of(PrintedForm.objects.get(pk=done.done[0]).pk))

    return printed


@pytest.fixture
def citizen() -> Callable[..., Client]:
    """`citizen("en")` is somebody's browser, who reads that language and is signed in nowhere."""

    def arrives(language: str = "vi", address: str = "203.0.113.7", **given: object) -> Client:
        client = Client(REMOTE_ADDR=address, **given)  # type: ignore[arg-type]
        client.cookies["django_language"] = language
        return client

    return arrives


@pytest.fixture
def tracked(citizen: Callable[..., Client], receipt_of: Callable[..., Receipt]) -> Callable[..., str]:
    """`tracked(dossier, "en")` is the text of the page that its receipt leads to."""

    def read(dossier: Dossier, language: str = "vi") -> str:
        receipt = receipt_of(dossier)
        said = {"number": receipt.number, "code": receipt.code}
        answer = citizen(language).post("/tracking/", said, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    return read
