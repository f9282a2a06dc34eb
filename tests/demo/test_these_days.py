"""These days of the demo: work in every state, some of it owes money, applicants are told, and nothing is sent.

Played once for all the tests here; the played year stays as it is.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command

from motcua import server
from motcua.cashier.models import BankLine, LineState, ReceiptBook
from motcua.command import Refusal
from motcua.demo import published
from motcua.dossiers.books import BookLine
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.fees.models import Due
from motcua.notices.kinds import UNDER_WAY, NoticeChannel, NoticeState
from motcua.notices.models import Notice
from motcua.reports.frame import Frame
from motcua.reports.layouts import LAYOUTS
from motcua.reports.report import report
from tests.conftest import _pointed_at
from tests.demo.played import Played, _clone

Total = dict[str, int]


def total_of_the_year() -> Total:
    return dict(report(LAYOUTS["06a"], Frame.of(published.FROM, published.TO)).total)


@pytest.fixture(scope="module")
def _days(
    database_server: server.Urls, demo_template: Played, django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[server.Urls, Total]]:
    with _clone(database_server) as urls:
        with django_db_blocker.unblock(), _pointed_at(urls):
            before = total_of_the_year()
            call_command("demo", "these-days", "--format", "json")
        yield urls, before


@pytest.fixture
def days(_days: tuple[server.Urls, Total], django_db_blocker: Any) -> Iterator[Total]:
    """The demo with these days in it; gives the year's figures as they were before."""
    urls, before = _days
    with django_db_blocker.unblock(), _pointed_at(urls):
        yield before


def test_the_desks_have_work_and_the_year_stays(days: Total) -> None:
    assert total_of_the_year() == days
    recent = Dossier.objects.filter(received_on__gt=date(2026, 1, 1))
    assert recent.count() > 300
    states = set(recent.values_list("state", flat=True))
    assert states >= {State.IN_PROCESS, State.SUPPLEMENT, State.DECIDED, State.RETURNED}
    outside = recent.filter(state=State.IN_PROCESS, due_at=None)
    assert outside.filter(pauses__until=None).exists(), "some wait for another body"
    assert not recent.filter(last_at__gt=datetime.now(UTC)).exists()
    open_now = recent.open_now()
    assert open_now.filter(due_at__gt=datetime.now(UTC)).count() > open_now.count() / 2, "most are in time"
    lines = list(BookLine.objects.values_list("unit", "year", "serial").order_by("unit", "year", "serial"))
    assert len(lines) > 30
    for unit, in_year, _serial in lines:
        serials = [serial for u, y, serial in lines if (u, y) == (unit, in_year)]
        assert serials == list(range(1, len(serials) + 1))


def test_some_owe_some_have_paid_and_a_line_of_the_bank_waits(days: Total) -> None:
    recent = Due.objects.filter(owed_at__gt=datetime(2026, 1, 1, tzinfo=UTC))
    assert recent.still_owed().exists() and recent.filter(paid__gt=0).exists()
    assert BankLine.objects.filter(state=LineState.WAITING).exists()
    open_now = ReceiptBook.objects.filter(closed_at=None)
    assert open_now.count() == 12 and not open_now.filter(symbol__startswith="MC-19").exists()
    assert sum(book.next - book.first for book in open_now) > 20


def test_applicants_are_told_and_nothing_is_sent(days: Total) -> None:
    assert 10 < Notice.objects.count() < 200
    assert not Notice.objects.filter(state__in=UNDER_WAY).exists(), "a worker finds nothing to send"
    states = set(Notice.objects.values_list("state", flat=True))
    assert states >= {NoticeState.SENT, NoticeState.REFUSED, NoticeState.TOLD}
    addresses = Notice.objects.filter(channel=NoticeChannel.EMAIL).values_list("address", flat=True)
    assert all(address.endswith(".example") for address in addresses)


def test_without_the_district_it_says_what_to_do_first(db: None) -> None:
    with pytest.raises(Refusal, match="duc-hue-2019"):
        call_command("demo", "these-days")
