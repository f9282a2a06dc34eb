"""These days of the demo: the desks have work in every state, and the played year stays as it is."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from motcua.command import Refusal
from motcua.demo import published
from motcua.dossiers.books import BookLine
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.reports.frame import Frame
from motcua.reports.layouts import LAYOUTS
from motcua.reports.report import report
from tests.demo.played import Played


def test_the_desks_have_work_and_the_year_stays(own_demo: Played, capsys: pytest.CaptureFixture[str]) -> None:
    year = Frame.of(published.FROM, published.TO)
    before = report(LAYOUTS["06a"], year).total
    call_command("demo", "these-days", "--format", "json")
    assert report(LAYOUTS["06a"], year).total == before
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


def test_without_the_district_it_says_what_to_do_first(db: None) -> None:
    with pytest.raises(Refusal, match="duc-hue-2019"):
        call_command("demo", "these-days")
