"""Acts through their doors: done once, said back, refused in a sentence that keeps what was typed."""

import threading
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move
from motcua.dossiers.states import State
from motcua.journal.ids import uuid7
from motcua.journal.models import Entry, Reading
from motcua.people.models import Account, Applicant
from tests.cast import Cast, build_cast, reread
from tests.desk.town import Town, act, build_town, received_ago

MEANWHILE = {"vi": "trong lúc đó", "en": "meanwhile"}


def form_of(cast: Cast, **typed: Any) -> dict[str, Any]:
    given = {
        "id": uuid7(),
        "procedure": "5-days",
        "deciding_unit": cast.office.pk,
        "received_unit": cast.desk.pk,
        "applicant_name": "Nguyễn Thị Mới",
        "identifier": "080190999999",
    }
    return given | typed


def test_a_received_dossier_has_a_number_a_due_day_and_its_page(cast: Cast, sign_in):
    form = form_of(cast)
    answer = sign_in("hoa").post("/counter/", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/dossiers/{form['id']}/receipt/")
    dossier = reread(form["id"])
    assert dossier.number and dossier.due_at
    page = sign_in("hoa").get(f"/dossiers/{form['id']}/").content.decode()
    assert dossier.number in page and "Nguyễn Thị Mới" in page and "080190999999" in page
    assert Entry.objects.get(subject_id=dossier.pk).ground == "ND118-2025"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_form_sent_twice_receives_once_and_says_so(cast: Cast, sign_in, language):
    client, form = sign_in("hoa", language), form_of(cast)
    client.post("/counter/", form)
    again = client.post("/counter/", form)
    number = reread(form["id"]).number
    assert again.status_code == 409
    assert number in again.content.decode()
    assert {"vi": "đã được gửi trước đó", "en": "was sent before"}[language] in again.content.decode()
    assert Dossier.objects.count() == 1
    assert Applicant.objects.count() == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_act_sent_twice_changes_nothing_and_says_so(town: Town, sign_in, language):
    dossier, client = town["received"], sign_in("hoa", language)
    assert client.post(f"/dossiers/{dossier.number}/take/", {"seen": dossier.seq}).status_code == 303
    again = client.post(f"/dossiers/{dossier.number}/take/", {"seen": dossier.seq})
    assert again.status_code == 409
    assert reread(dossier).seq == dossier.seq + 1
    assert {"vi": "không có gì thay đổi", "en": "nothing was changed"}[language] in again.content.decode().lower()


def test_of_two_officers_one_wins_and_the_other_is_told_what_happened(town: Town, sign_in):
    dossier = town["leader"]
    seen = {"seen": dossier.seq}
    assert sign_in("chi").post(f"/dossiers/{dossier.number}/take/", seen).status_code == 303
    late = sign_in("chi", "en").post(
        f"/dossiers/{dossier.number}/decision/", {**seen, "outcome": "refused", "reason": "Sai mẫu\nlần thứ hai"}
    )
    text = late.content.decode()
    assert late.status_code == 409
    assert "Võ Thị Chi (Leader, Phòng Tư pháp) took the dossier in hand" in text
    assert "Sai mẫu\nlần thứ hai" in text, "what was typed is gone"
    assert f'name="seen" value="{dossier.seq + 1}"' in text, "he has seen by now what happened"
    assert reread(dossier).state == State.IN_PROCESS


@pytest.mark.parametrize(
    ("path", "typed", "field"),
    [
        ("decision", {"outcome": "granted", "number": "1/QĐ", "on": "31/02/2026"}, "decide-on"),
        ("decision", {"outcome": "perhaps"}, "decide-outcome"),
        ("decision", {"outcome": "granted", "number": "1/QĐ"}, "decide-on"),
        ("decision", {"outcome": "granted", "number": "1" * 61, "on": "05/11/2026"}, "decide-number"),
        ("moves", {"unit": "half a unit", "function": "handling"}, "move-unit"),
        ("moves", {"function": "king"}, "move-function"),
        ("supplement", {"missing": "x" * 4001}, "supplement-missing"),
        ("supplement", {"missing": " \u0000 "}, "supplement-missing"),
        ("waiting", {"cause": "tax", "asked": " "}, "wait-asked"),
        ("waiting", {"cause": "fee", "asked": "Phiếu số 12"}, "wait-cause"),
        ("payment", {"owed": ""}, "payment-owed"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_cannot_be_read_is_named_and_stays(town: Town, sign_in, path, typed, field, language):
    dossier = _of_the_leader(town) if path in ("waiting", "payment") else town["leader"]
    answer = sign_in("chi", language).post(f"/dossiers/{dossier.number}/{path}/", {"seen": dossier.seq, **typed})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert reread(dossier).seq == dossier.seq
    assert f'id="{field}_error"' in text or f'aria-describedby="{field}_error"' in text
    for name in {"number", "on", "missing"} & typed.keys():
        assert typed[name].strip().replace("\u0000", "") in text, "what was typed is gone"


def _of_the_leader(town: Town) -> Dossier:
    """With the leader, of a procedure whose clock may stand for other bodies."""
    act(move, town["received"], town.cast.hoa, 0.05, to=town.cast.leader)
    return reread(town["received"])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_second_supplement_asks_for_its_reason_and_its_ground_and_the_first_does_not(
    town: Town, sign_in, language
):
    first, again = town["taken"], town["resumed"]
    act(move, again, town.cast.an, 0.05, to=town.cast.leader)
    again = reread(again)
    page = sign_in("an", language).get(f"/dossiers/{first.number}/").content.decode()
    assert 'name="missing"' in page and 'id="supplement-basis"' not in page
    chi, path = sign_in("chi", language), f"/dossiers/{again.number}/"
    page = chi.get(path).content.decode()
    assert 'id="supplement-reason"' in page and 'id="supplement-basis"' in page
    assert 'name="again" value="1"' in page
    typed = {"seen": again.seq, "again": "1", "missing": "Bản đồ", "reason": "Quy hoạch đổi"}
    answer = chi.post(f"{path}supplement/", typed)
    text = answer.content.decode()
    assert answer.status_code == 422 and 'id="supplement-basis_error"' in text
    assert "Quy hoạch đổi" in text, "what was typed is gone"
    assert chi.post(f"{path}supplement/", typed | {"basis": "Điều 21"}).status_code == 303
    assert reread(again).supplements_asked == 2
    page = chi.get(path).content.decode()
    assert "Quy hoạch đổi" in page and "Điều 21" in page


def test_a_form_that_knows_nothing_of_the_first_supplement_is_told_in_a_sentence(town: Town, sign_in):
    dossier = town["resumed"]
    answer = sign_in("chi", "en").post(
        f"/dossiers/{dossier.number}/supplement/", {"seen": dossier.seq, "missing": "Bản đồ"}
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Say why it could not be asked then" in text
    assert "Bản đồ" in text and 'id="supplement-reason"' in text and 'name="again" value="1"' in text


def test_who_may_not_ask_again_reads_that_it_goes_up_to_the_leader(town: Town, sign_in):
    dossier, word = town["resumed"], "only the leader asks"
    an = sign_in("an", "en")
    page = an.get(f"/dossiers/{dossier.number}/").content.decode()
    assert word in page and 'id="door-supplement"' not in page
    assert word in an.get(f"/dossiers/{dossier.number}/", {"door": "supplement"}).content.decode()
    for who, state in (("chi", "resumed"), ("hoa", "resumed"), ("an", "taken")):
        assert word not in sign_in(who, "en").get(f"/dossiers/{town[state].number}/").content.decode()


def test_another_body_is_waited_for_until_its_answer_comes(town: Town, sign_in):
    dossier, hoa = town["received"], sign_in("hoa", "en")
    path = f"/dossiers/{dossier.number}/"
    page = hoa.get(path).content.decode()
    assert '<option value="tax">' in page and '<option value="land">' in page
    assert '<option value="police">' not in page, "this procedure does not wait for the police"
    asked = {"seen": dossier.seq, "cause": "tax", "asked": "Phiếu chuyển thông tin số 12"}
    assert hoa.post(f"{path}waiting/", asked).status_code == 303
    waiting = reread(dossier)
    assert (waiting.state, waiting.due_at) == (State.IN_PROCESS, None)
    for door in ("wait", "payment", "supplement"):
        assert f'id="door-{door}"' not in hoa.get(path).content.decode()
    refused = hoa.post(f"{path}payment/", {"seen": waiting.seq, "owed": "Tiền sử dụng đất"})
    assert refused.status_code == 409 and "stands already: waiting for the tax office" in refused.content.decode()
    assert hoa.post(f"{path}resume/", {"seen": waiting.seq}).status_code == 303
    assert reread(dossier).due_at


@pytest.mark.parametrize("seen", [None, "", "abc", "-1", "1e3", "9" * 400])
def test_an_act_without_what_its_sender_saw_is_not_done(town: Town, sign_in, seen):
    dossier = town["received"]
    data = {} if seen is None else {"seen": seen}
    assert sign_in("hoa").post(f"/dossiers/{dossier.number}/take/", data).status_code in (409, 422)
    assert reread(dossier).seq == dossier.seq


def test_text_is_kept_composed_whatever_keyboard_sent_it(cast: Cast, sign_in):
    import unicodedata

    name = unicodedata.normalize("NFD", "Nguyễn Thị Ưởng")
    form = form_of(cast, applicant_name=name)
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    assert reread(form["id"]).applicant.name == "Nguyễn Thị Ưởng"
    for query in (name, "nguyen uong", "UONG Nguyen", "ưởng"):
        assert "Nguyễn Thị Ưởng" in sign_in("hoa").get("/dossiers/", {"q": query}).content.decode()


@pytest.mark.parametrize(("language", "word"), [("vi", "rút gọn"), ("en", "shorten")])
def test_ten_megabytes_of_text_get_a_sentence(town: Town, sign_in, language, word):
    dossier = town["received"]
    answer = sign_in("hoa", language).post(
        f"/dossiers/{dossier.number}/supplement/", {"seen": dossier.seq, "missing": "ă" * 5_000_000}
    )
    assert answer.status_code == 413
    assert word in answer.content.decode()
    assert reread(dossier).seq == dossier.seq


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"procedure": "no-such"}, 409),
        ({"deciding_unit": uuid7()}, 409),
        ({"deciding_unit": "801.02"}, 422),
        ({"received_unit": ""}, 422),
        ({"id": "1"}, 422),
        ({"applicant_name": "  "}, 422),
        ({"applicant_name": "N" * 201}, 422),
        ({"channel": "pigeon"}, 422),
        ({"procedure": "at-once", "channel": "online"}, 409),
        ({"email": "nowhere"}, 422),
    ],
)
def test_what_cannot_be_received_is_said_and_nothing_is_half_written(cast: Cast, sign_in, typed, status):
    answer = sign_in("hoa").post("/counter/", form_of(cast, **typed))
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode() or "_error" in answer.content.decode()
    assert not Dossier.objects.exists()
    assert not Applicant.objects.exists()


def test_a_unit_that_was_closed_is_named(cast: Cast, sign_in):
    from datetime import date

    from motcua.journal.by import SYSTEM
    from motcua.organisation.establish import end
    from tests.cast import at

    end(cast.office, on=date(2020, 1, 1), by=SYSTEM, at=at(date(2020, 1, 1)), ground="DECISION")
    answer = sign_in("hoa").post("/counter/", form_of(cast))
    assert answer.status_code == 409
    assert "Phòng Tư pháp" in answer.content.decode()


def test_reading_a_dossier_is_written_down_once_a_day(town: Town, sign_in):
    client, dossier = sign_in("an"), town["received"]
    for _time in range(3):
        client.get(f"/dossiers/{dossier.number}/")
    row = Reading.objects.get(subject_id=dossier.pk)
    assert (row.times, row.account, row.door) == (3, Account.objects.get(username="an").pk, "desk")
    assert row.first_at < row.last_at
    sign_in("dung").get(f"/dossiers/{dossier.number}/")
    assert Reading.objects.filter(subject_id=dossier.pk).count() == 1


ACTS = {
    "take": ("hoa", "received", {}),
    "moves": ("hoa", "overdue", {"function": "handling"}),
    "decision": ("chi", "leader", {"outcome": "granted", "number": "9/QĐ", "on": "01/11/2026"}),
    "return": ("hoa", "decided", {}),
    "waiting": ("hoa", "received", {"cause": "tax", "asked": "Phiếu số 12"}),
    "supplement": ("hoa", "at the desk", {"missing": "Bản sao"}),
    "payment": ("an", "third", {"owed": "Tiền sử dụng đất"}),
    "resume": ("an", "waiting", {}),
    "withdrawal": ("hoa", "resumed", {"reason": "Đổi ý"}),
    "stop": ("chi", "taken", {"reason": "Không đủ điều kiện"}),
    "receive": ("hoa", "", {}),
}


def test_an_act_takes_at_most_eight_statements(fresh_database, monkeypatch):
    """Counted where all of ours pass, Django's and our own; begin and commit come on top."""
    town = build_town(build_cast())
    town.by_state["at the desk"] = received_ago(town.cast, 1, 14)
    town.by_state["third"] = received_ago(town.cast, 1, 15, procedure="15-calendar")
    act(move, town["third"], town.cast.hoa, 0.5, to=town.cast.inbox)
    clients = {}
    for who in ("hoa", "an", "chi"):
        clients[who] = Client()
        clients[who].force_login(Account.objects.get(username=who))
    clients["hoa"].post("/counter/", form_of(town.cast))  # the process has read what it keeps
    said: list[str] = []
    monkeypatch.setattr(psycopg.Cursor, "execute", _counting(psycopg.Cursor.execute, said))
    begin_and_commit = 2
    for path, (who, state, typed) in ACTS.items():
        address, data = "/counter/", form_of(town.cast)
        if state:
            dossier = reread(town[state])
            address = f"/dossiers/{dossier.number}/{path}/"
            data = {"seen": dossier.seq, "unit": town.cast.office.pk, **typed}
        said.clear()
        answer = clients[who].post(address, data)
        assert answer.status_code == 303, (path, answer.content.decode()[-2000:])
        assert len(said) + begin_and_commit <= 8, path + "\n" + "\n".join(line[:100] for line in said)


def _counting(execute: Any, said: list[str]) -> Any:
    def counted(self: Any, query: Any, *args: Any, **given: Any) -> Any:
        said.append(str(query))
        return execute(self, query, *args, **given)

    return counted


def test_one_form_sent_by_two_at_once_receives_once(fresh_database):
    cast = build_cast()
    form = form_of(cast)
    clients = []
    for _each in range(6):
        client = Client()
        client.force_login(Account.objects.get(username="hoa"))
        clients.append(client)
    answers: list[int] = []
    gate = threading.Barrier(len(clients))

    def send(client: Client) -> None:
        gate.wait()
        answers.append(client.post("/counter/", form).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409, 409, 409, 409, 409]
    assert Dossier.objects.count() == 1


def test_two_officers_at_once_of_whom_one_takes_it(fresh_database):
    cast = build_cast()
    dossier = received_ago(cast, 1)
    codes: dict[str, int] = {}
    act(move, dossier, cast.hoa, 0.5, to=cast.inbox)
    dossier = reread(dossier)
    gate = threading.Barrier(2)

    def take(who: str) -> None:
        client = Client()
        client.force_login(Account.objects.get(username=who))
        client.cookies["django_language"] = "en"
        gate.wait()
        answer = client.post(f"/dossiers/{dossier.number}/take/", {"seen": dossier.seq})
        codes[who] = answer.status_code
        if answer.status_code == 409:
            assert MEANWHILE["en"] in answer.content.decode()
        connections.close_all()

    threads = [threading.Thread(target=take, args=(who,)) for who in ("an", "binh")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes.values()) == [303, 409]
    assert reread(dossier).seq == dossier.seq + 1
