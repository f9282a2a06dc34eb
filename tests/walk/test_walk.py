"""The walk through the desks keeps to the counter's budget in both languages, with no error in the browser; what it
prints is read, and what the applicant is told arrives."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from motcua.bench.place import Place
from motcua.cashier.models import MoneyReceipt
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.fees.owed import sums_of
from motcua.journal.verify import verify
from motcua.notices.kinds import NoticeState
from motcua.notices.models import Notice
from motcua.walk.walk import walk
from tests.conftest import missing
from tests.demo.played import Played

pytestmark = pytest.mark.browser

STAGES = [
    "counter",
    "passing on",
    "handling",
    "deciding",
    "returning",
    "tracking",
    "certified copies",
    "signing",
    "handing out",
]
PICTURES = {"counter", "received", "passing-on", "desk", "draft", "leader", "returning", "tracking", "copies"}
# What is printed and read on the way, and of what the applicant gets a message, each once and in this order.
FORMS = ["receipt", "money", "supplement", "letter", "handed_out", "refusal"]
NOTICES = ["received", "supplement", "apology", "ready", "taken"]
# Keydowns that are no character of the applicant's data: a birth registration to its printed receipt, a copy.
MOST_KEYS, MOST_FOR_A_COPY = 30, 12


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_walk_keeps_to_the_counters_budget(own_demo: Played, tmp_path: Path, language: str) -> None:
    if shutil.which("chromium") is None:
        missing("chromium")
    place = Place(own_demo.urls.admin, own_demo.urls.owner, own_demo.urls.app)
    told: list[str] = []
    # In a thread of its own: in this one the browser of other tests keeps its loop.
    with ThreadPoolExecutor(1) as alone:
        found: dict[str, Any] = alone.submit(_walked, place, language, tmp_path, told).result()
    assert found["console_errors"] == 0, found["errors"]
    assert 5 <= found["birth_keys"] <= MOST_KEYS
    assert 3 <= found["copy_keys"] <= MOST_FOR_A_COPY
    assert [stage["name"] for stage in found["stages"]] == STAGES == told
    for stage in found["stages"]:
        assert set(stage) == {"name", "seconds", "keys", "clicks", "requests", "kilobytes", "server_ms"}
        assert stage["requests"] > 0 < stage["kilobytes"] and stage["server_ms"] > 0, stage
    assert {path.name for path in tmp_path.glob("*.png")} >= {f"{name}.{language}.png" for name in PICTURES}
    assert found["forms"] == FORMS and found["notices"] == NOTICES
    assert {path.name for path in tmp_path.glob("*.pdf")} == {f"{form}.{language}.pdf" for form in FORMS}
    assert not Notice.objects.exclude(state=NoticeState.SENT).exists()
    walked = Dossier.objects.filter(applicant__name="Nguyễn Thị Đi Bộ")
    assert walked.get().state == State.RETURNED
    [receipt] = MoneyReceipt.objects.filter(dossier=walked.get().pk)
    assert (receipt.amount, sums_of(walked.get().pk).balance) == (16_000, 0)
    assert verify().ok


def _walked(place: Place, language: str, shots: Path, told: list[str]) -> dict[str, Any]:
    try:
        return walk(place, language, shots, told.append)
    finally:
        connections.close_all()


def test_the_pictures_of_the_walk_stand_in_the_docs() -> None:
    folder = Path(__file__).parents[2] / "docs/walk"
    assert {path.name for path in folder.glob("*.vi.png")} >= {f"{name}.vi.png" for name in PICTURES}
    assert {path.name for path in folder.glob("*.vi.pdf")} == {f"{form}.vi.pdf" for form in FORMS}
