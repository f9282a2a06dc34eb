"""`motcua notices`: the figures are those of the table, and its documents can be read by programs."""

import json
import socket
import subprocess
import sys
import urllib.request
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from motcua.command import Refusal
from motcua.notices.simulator import Simulator
from tests.cast import Cast, at
from tests.conftest import CHECKOUT
from tests.notices.conftest import PostOffice, begun, never_quiet, told


def said(*arguments: str) -> Any:
    out = StringIO()
    call_command("notices", *arguments, "--format", "json", "--quiet", stdout=out)
    return json.loads(out.getvalue())


def test_before_the_first_round_nothing_has_begun(db: None) -> None:
    found = said("status")
    assert found["position"] is None and found["failed"] == 0
    assert found["channels"]["sms"]["set_up"] is False and found["channels"]["sms"]["problem"] == "not_set"


def test_send_says_what_was_made_and_what_became_of_it(
    cast: Cast, post_office: PostOffice, gateway: Simulator
) -> None:
    begun()
    never_quiet()
    told(cast, at(7, 8, 1), 1, email="lan@example.vn")
    told(cast, at(7, 8, 2), 2, phone="0912345678")
    assert said("status")["behind"] > 0
    found = said("send")
    assert (found["made"], found["became"], found["away"], found["quiet"]) == (2, {"sent": 2}, {}, False)
    standing = said("status")
    assert standing["behind"] == 2, "the two notices themselves: they are entries too"
    assert standing["channels"]["email"]["states"] == {"sent": 1}
    assert standing["channels"]["sms"]["set_up"] is True


def test_where_nobody_takes_them_send_says_so_and_ends_with_one(cast: Cast) -> None:
    begun()
    never_quiet()
    told(cast, phone="0912345678")
    out = StringIO()
    with pytest.raises(Refusal) as refused:
        call_command("notices", "send", "--format", "json", "--quiet", stdout=out)
    assert "sms (not_set)" in str(refused.value)
    assert json.loads(out.getvalue())["away"] == {"sms": "not_set"}


def test_the_table_speaks_to_people(cast: Cast) -> None:
    begun()
    told(cast, phone="0912345678")
    out = StringIO()
    call_command("notices", "status", "--lang", "en", stdout=out)
    assert "Text message (SMS)" in out.getvalue() and "not set up (not_set)" in out.getvalue()


def test_the_simulator_is_a_gateway_that_prints_what_it_takes() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = (
        "import django; django.setup(); from django.core.management import call_command; "
        f"call_command('notices', 'simulate', '--port', '{port}', '--token', 't')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
        env=environment(),
    )
    try:
        assert process.stderr is not None and process.stdout is not None
        assert str(port) in process.stderr.readline()
        body = json.dumps({"id": "1", "to": "+84912345678", "text": "Ho so 0012"}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/", body, {"Authorization": "Bearer t"})
        for _twice in range(2):
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                assert json.load(answer) == {"state": "taken"}
        assert json.loads(process.stdout.readline())["text"] == "Ho so 0012"
    finally:
        process.terminate()
        rest, _complaint = process.communicate(timeout=10)
    assert rest == "", "the same id twice is one message"


def environment() -> dict[str, str]:
    import os

    return {**os.environ, "DJANGO_SETTINGS_MODULE": "motcua.settings", "MOTCUA_DATABASE_URL": "postgresql:///none"}
