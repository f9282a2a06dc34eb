"""`motcua api`: a token is shown once, listed without it, ended; and the steps of the README work as they stand."""

import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from motcua.api.models import ApiClient
from motcua.journal.models import Entry
from tests.api.conftest import Program
from tests.cast import Cast, build_cast
from tests.conftest import CHECKOUT, serving

README = Path(__file__).parents[2] / "docs/api/README.md"


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("api", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def added(*more: str) -> dict[str, Any]:
    given = ("--account", "hoa", "--scope", "dossiers:read", "--format", "json")
    found: dict[str, Any] = json.loads(said("client", "add", "Cổng dịch vụ công", *given, *more))
    return found


def test_a_token_is_given_listed_without_itself_and_ended(cast: Cast) -> None:
    given = added("--unit", "801.01", "--until", "2199-01-01")
    assert Program(given["token"]).get("/me/").json()["client"]["name"] == "Cổng dịch vụ công"
    [listed] = json.loads(said("client", "list", "--format", "json"))
    assert listed == {name: value for name, value in given.items() if name != "token"}
    assert listed["units"] == ["801.01"] and listed["until"] == "2199-01-01"
    assert "Cổng dịch vụ công" in said("client", "list") and given["token"] not in said("client", "list")
    said("client", "end", "Cổng dịch vụ công")
    assert Program(given["token"]).get("/me/").status_code == 401
    kept = Entry.objects.filter(subject_id=ApiClient.objects.get().pk).order_by("seq")
    assert list(kept.values_list("act", flat=True)) == ["admit_client", "end_client"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["client"], 2),
        (["client", "add"], 2),
        (["client", "add", "X"], 2),
        (["client", "add", "X", "--account", "hoa"], 2),
        (["client", "add", "X", "--account", "nobody", "--scope", "dossiers:read"], 1),
        (["client", "add", "X", "--account", "hoa", "--scope", "dossiers:read", "--unit", "nowhere"], 1),
        (["client", "add", "X", "--account", "hoa", "--scope", "dossiers:read", "--until", "2001-01-01"], 1),
        (["client", "add", "Cổng dịch vụ công", "--account", "hoa", "--scope", "dossiers:read"], 1),
        (["client", "end", "X"], 1),
    ],
)
def test_what_cannot_be_done_is_one_sentence(cast: Cast, arguments: list[str], code: int) -> None:
    added()
    with pytest.raises(CommandError) as refused:
        said(*arguments)
    assert refused.value.returncode == code
    assert str(refused.value).endswith(".")
    assert ApiClient.objects.count() == 1


def test_the_document_is_printed(db: None) -> None:
    assert json.loads(said("schema"))["openapi"] == "3.1.0"


def test_the_steps_of_the_readme_work_as_they_stand(fresh_database: Any) -> None:
    build_cast()
    [script] = re.findall(r"(?ms)^```sh\n(.*?)^```", README.read_text(encoding="utf-8"))
    assert len(script.splitlines()) == 5
    with serving() as address:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = {**os.environ, "MOTCUA": address, "PATH": path, "PYTHONPATH": CHECKOUT}
        run = subprocess.run(["bash", "-eu", "-c", script], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert (found["applicant"], found["state"], found["seq"]) == ("Hoàng Thị Cúc", "received", 1), found
