"""Why this due day, on the page of a dossier: pauses that begin anew, a letter's promise, the unit's own norm."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from motcua.catalogue.content import Content, Draft, Terms
from motcua.catalogue.models import Procedure
from motcua.catalogue.norms import set_norm
from motcua.catalogue.offer import offer
from motcua.catalogue.publish import publish_versions
from motcua.desk.now import now
from motcua.desk.why import why
from motcua.dossiers.letters import sign_letters
from motcua.dossiers.models import Dossier
from motcua.dossiers.waiting import ask_for_supplement, resume
from motcua.journal.by import SYSTEM
from motcua.worktime.limits import Limit, LimitUnit
from tests.cast import BEGINNING, GROUND, Cast, at, reread, succeeded


@pytest.fixture
def anew(cast: Cast) -> Dossier:
    """Of a procedure whose five days begin anew after a supplement, which was asked for on the second day."""
    known: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "ground": "ND63-2010", "from_day": BEGINNING}
    content = Content(
        "Xác nhận lại từ đầu",
        terms=(Terms("counter", Limit(5, LimitUnit.WORKING_DAY)),),
        pauses=(("supplement", "anew"),),
    )
    done = publish_versions([Draft("anew", "Hộ tịch", content)], recorded_at=at(BEGINNING), **known)
    offer([cast.office], done.versions.values(), recorded_at=at(BEGINNING), **known)
    dossier = cast.received(procedure="anew")
    when = at(8, 9)
    succeeded(
        ask_for_supplement([dossier.pk], missing="Ảnh", by=cast.hoa, at=when, recorded_at=when, ground=GROUND)
    )
    return reread(dossier)


def shown(sign_in: Any, dossier: Dossier) -> str:
    client: Client = sign_in("chi", "en")
    answer = client.get(f"/dossiers/{dossier.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_while_it_waits_the_page_says_that_the_limit_will_begin_anew_and_when_it_would_be_due(anew, sign_in):
    text = shown(sign_in, anew)
    assert "When that ends, the limit begins anew." in text
    found = why(anew, now())
    assert found is not None and found.due_at is None and found.if_resumed is not None
    assert f"If it went on now, it would be due {found.if_resumed:%H:%M %d/%m/%Y}" in text


def test_after_the_pause_the_limit_runs_from_its_end(cast: Cast, anew, sign_in):
    when = at(10, 14)
    succeeded(resume([anew.pk], by=cast.hoa, at=when, recorded_at=when, ground=GROUND))
    dossier = reread(anew)
    found = why(dossier, now())
    assert found is not None and found.due_at == dossier.due_at == at(17, 14)
    text = shown(sign_in, dossier)
    assert "when that ended, the limit began anew" in text and "Then the limit began anew." in text
    assert found.if_resumed is None


def test_a_letter_s_promise_and_the_norm_stand_beside_the_legal_due_moment(cast: Cast, sign_in):
    procedure = Procedure.objects.get(code="5-days")
    known: dict[str, Any] = {"from_day": date(2019, 1, 7), "decision": "5/QĐ-UBND", "by": SYSTEM}
    limit = Limit(3, LimitUnit.WORKING_DAY)
    set_norm(cast.office, procedure, limit, at=at(7, 7), recorded_at=at(7, 7), ground="DECISION", **known)
    dossier = cast.received()
    when = at(8, 9)
    succeeded(
        sign_letters(
            [dossier.pk], days=3, reason="Chờ xác minh", by=cast.chi, at=when, recorded_at=when, ground=GROUND
        )
    )
    text = shown(sign_in, reread(dossier))
    assert "A letter asked for 3 working days more and promised 08:00 17/01/2019" in text
    assert "The unit's own norm, 3 working days, is used up at 08:00 10/01/2019." in text
    assert "It is used up at 08:00 14/01/2019." in text
