"""`motcua journal verify`: the document, and exit code 1 where something does not hold."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from motcua.command import Refusal
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from tests.cast import Cast
from tests.reports.story import play


def verified() -> tuple[dict[str, Any], bool]:
    out = io.StringIO()
    try:
        call_command("journal", "verify", "--format", "json", "--quiet", stdout=out)
    except Refusal:
        return json.loads(out.getvalue()), False
    return json.loads(out.getvalue()), True


def test_a_whole_journal_holds(cast: Cast) -> None:
    play(cast, "received 7/1; taken 8/1; decided 11/1")
    found, held = verified()
    assert held
    assert found == {
        "ok": True,
        "subjects": Entry.objects.values("subject_type", "subject_id").distinct().count(),
        "entries": Entry.objects.count(),
        "first_broken": None,
    }


def test_a_broken_head_is_named_and_the_command_fails(cast: Cast) -> None:
    dossier = play(cast, "received 7/1; taken 8/1")
    Dossier.objects.filter(pk=dossier).update(head=b"another")
    found, held = verified()
    assert not held and not found["ok"]
    last = Entry.objects.filter(subject_id=dossier).order_by("-seq").first()
    assert last is not None
    broken = found["first_broken"]
    assert (broken["subject"], broken["entry"]) == (f"dossier {dossier}", str(last.id))
    assert broken["why"]


def test_the_finding_is_one_sentence(cast: Cast) -> None:
    dossier = play(cast, "received 7/1")
    Dossier.objects.filter(pk=dossier).update(head=b"another")
    with pytest.raises(Refusal) as told:
        call_command("journal", "verify", "--quiet", "--lang", "en", stdout=io.StringIO())
    assert str(told.value).startswith("The journal does not hold: entry ") and "\n" not in str(told.value)
    assert connections["default"].is_usable()
