"""Who stands at the counter: read from the card, known by a number, by name only where one may look."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from motcua.dossiers.intake import Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.receive import receive
from motcua.journal.models import Detail, Entry
from motcua.people.models import Applicant, Identifier
from tests.cast import GROUND, Cast, at, reread
from tests.desk.test_counter import CARD, HTMX, form_of, text_of

LAN = "080190000001"
SignIn = Callable[..., Client]


def lan(cast: Cast, **given: Any) -> Person:
    facts = {"address": "Ấp 1, xã Mỹ Bình", "phone": "0900000001"} | given
    return Person("Nguyễn Thị Lan", identifiers=(("personal_id", LAN),), **facts)


def next_door(cast: Cast, name: str = "Nguyễn Thị Lan", number: str = LAN) -> Applicant:
    """An applicant whom only the commune next door received."""
    person = Person(name, identifiers=(("personal_id", number),), address="Ấp 9, xã khác", phone="0988888888")
    own = {"received_unit": cast.commune.pk, "deciding_unit": cast.commune.pk, "applicant": person}
    intake = cast.intake(**own)
    assert receive([intake], by=cast.dung, at=at(), ground=GROUND, recorded_at=at()).refusal is None
    return reread(intake.id).applicant


def typed(answer: Any) -> dict[str, str]:
    """What stands in the fields of an answer's form."""
    data = answer.context["form"].data
    names = ("applicant_name", "identifier", "old_number", "born_on", "address", "phone", "card", "applicant")
    return {name: data.get(name, "") for name in names}


def blank(cast: Cast, **given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("applicant_name", "identifier", "born_on", "address", "phone"), "")
    return form_of(cast, **empty) | given


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without JavaScript", "by HTMX"])
def test_a_scanned_card_fills_the_applicant_and_receives_nothing(cast: Cast, sign_in: SignIn, headers):
    answer = sign_in("hoa").post("/counter/", blank(cast, card=CARD), **headers)
    assert answer.status_code == 200
    assert typed(answer) == {
        "applicant_name": "Nguyễn Thị Lan",
        "identifier": LAN,
        "old_number": "331234567",
        "born_on": "24/12/1990",
        "address": "Ấp 3, xã Mỹ Bình, huyện Đức Huệ, Long An",
        "phone": "",
        "card": "",
        "applicant": "",
    }
    assert not Dossier.objects.exists()
    assert ("<html" in text_of(answer)) == (not headers)


@pytest.mark.parametrize("field", ["applicant_name", "identifier", "address", "phone", "subject"])
def test_a_card_scanned_into_another_field_is_read_all_the_same(cast: Cast, sign_in: SignIn, field):
    answer = sign_in("hoa").post("/counter/", blank(cast, **{field: CARD}, _look="1"))
    assert (typed(answer)["applicant_name"], typed(answer)["identifier"]) == ("Nguyễn Thị Lan", LAN)


def test_a_card_in_the_place_of_the_name_is_not_received_as_a_name(cast: Cast, sign_in: SignIn):
    assert sign_in("hoa").post("/counter/", blank(cast, applicant_name=CARD)).status_code == 200
    assert not Applicant.objects.exists()


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (CARD[:40], "Scan it again, or type"),
        ("à!à&ç$(-è_ç", "keyboard layout"),
        ("12345", "Scan it again, or type"),
        (CARD.replace("24121990", "31021990"), "no day of birth"),
    ],
)
def test_half_a_code_gets_a_sentence_and_what_was_typed_stays(cast: Cast, sign_in: SignIn, card, said):
    answer = sign_in("hoa", "en").post("/counter/", form_of(cast, card=card))
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert "0901234567" in text_of(answer)
    assert typed(answer)["card"] == ""
    assert not Dossier.objects.exists()


def test_a_number_that_disagrees_with_the_day_of_birth_is_doubted_and_received(cast: Cast, sign_in: SignIn):
    client = sign_in("hoa", "en")
    card = CARD.replace("24121990", "24121985")
    answer = client.post("/counter/", blank(cast, card=card))
    assert "born in 1990, not 1985" in text_of(answer)
    form = form_of(cast, identifier=LAN, born_on="24/12/1985")
    assert client.post("/counter/", form).status_code == 303


def test_a_number_or_a_name_typed_where_one_scans_goes_to_its_field(cast: Cast, sign_in: SignIn):
    client = sign_in("hoa")
    assert typed(client.post("/counter/", blank(cast, card="080190000001")))["identifier"] == LAN
    assert typed(client.post("/counter/", blank(cast, card="Lê Thị Hè")))["applicant_name"] == "Lê Thị Hè"
    number = typed(client.post("/counter/", form_of(cast, applicant_name=LAN, identifier="")))
    assert (number["applicant_name"], number["identifier"]) == ("", LAN)


def test_the_card_of_a_known_applicant_chooses_him_and_fills_what_it_does_not_say(cast: Cast, sign_in: SignIn):
    known = cast.received(applicant=lan(cast)).applicant
    answer = sign_in("hoa").post("/counter/", blank(cast, card=CARD))
    assert typed(answer)["applicant"] == str(known.pk)
    assert typed(answer)["phone"] == "0900000001"
    assert typed(answer)["address"].startswith("Ấp 3"), "the card says where he lives now"


def test_the_same_card_twice_makes_no_second_applicant_though_nobody_clicked(cast: Cast, sign_in: SignIn):
    known = cast.received(applicant=lan(cast)).applicant
    form = form_of(cast, applicant_name="nguyen thi lan", identifier=LAN, address="", phone="", born_on="")
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    assert reread(form["id"]).applicant == known
    assert Applicant.objects.count() == 1
    assert reread(form["id"]).applicant.name == "Nguyễn Thị Lan", "a name without accents corrects nothing"


def test_what_was_typed_anew_is_written_to_the_record_once(cast: Cast, sign_in: SignIn):
    known = cast.received(applicant=lan(cast)).applicant
    form = form_of(cast, applicant_name="Nguyễn Thị Lan", identifier=LAN, old_number="331234567")
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    known.refresh_from_db()
    assert (known.address, known.phone) == ("Ấp 3, xã Mỹ Bình", "0901234567")
    assert f"{known.born_on:%d/%m/%Y}" == "24/12/1990"
    assert sorted(known.identifiers.values_list("value", flat=True)) == [LAN, "331234567"]
    assert "331234567" in known.search_key and "ap 3" in known.search_key
    entry = Entry.objects.get(subject_id=known.pk, act="correct_applicant")
    detail = Detail.objects.get(pk=entry.pk)
    assert detail.retention == "personal"
    assert "0900000001" in detail.content and "0901234567" in detail.content
    again = form_of(cast, applicant_name="Nguyễn Thị Lan", identifier=LAN)
    assert sign_in("hoa").post("/counter/", again).status_code == 303
    assert Entry.objects.filter(subject_id=known.pk, act="correct_applicant").count() == 1


def test_a_reception_that_is_refused_corrects_nothing(cast: Cast, sign_in: SignIn):
    known = cast.received(applicant=lan(cast)).applicant
    form = form_of(cast, applicant_name="Nguyễn Thị Lan", identifier=LAN, procedure="no-such")
    assert sign_in("hoa").post("/counter/", form).status_code == 409
    known.refresh_from_db()
    assert known.phone == "0900000001"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_number_of_somebody_of_another_name_is_the_clerks_to_judge(cast: Cast, sign_in: SignIn, language):
    known = cast.received(applicant=lan(cast)).applicant
    client = sign_in("hoa", language)
    form = form_of(cast, applicant_name="Trần Văn Đức", identifier=LAN)
    answer = client.post("/counter/", form)
    assert answer.status_code == 409
    assert "Nguyễn Thị Lan" in text_of(answer) and "0901234567" in text_of(answer)
    assert f'value="{known.pk}"' in text_of(answer) and 'value="new"' in text_of(answer)
    assert Dossier.objects.count() == 1
    assert client.post("/counter/", form | {"applicant": "new"}).status_code == 303
    assert reread(form["id"]).applicant.name == "Trần Văn Đức"
    married = form_of(cast, applicant_name="Nguyễn Thị Lan Anh", identifier=LAN, applicant=str(known.pk))
    assert client.post("/counter/", married).status_code == 303
    known.refresh_from_db()
    assert known.name == "Nguyễn Thị Lan Anh"


def test_a_chosen_applicant_with_anothers_number_is_refused(cast: Cast, sign_in: SignIn):
    cast.received(applicant=lan(cast))
    other = cast.received(applicant=Person("Lê Thị Hè", identifiers=(("personal_id", "080190000009"),))).applicant
    form = form_of(cast, applicant_name="Lê Thị Hè", identifier=LAN, applicant=str(other.pk))
    answer = sign_in("hoa", "en").post("/counter/", form)
    assert answer.status_code == 409
    assert "on record for Nguyễn Thị Lan, not for Lê Thị Hè" in text_of(answer)


def test_a_name_offers_applicants_of_dossiers_that_one_may_see_and_nobody_else(cast: Cast, sign_in: SignIn):
    mine = cast.received(applicant=lan(cast)).applicant
    theirs = next_door(cast, number="080190000002")
    answer = sign_in("hoa").post(
        "/counter/", blank(cast, applicant_name="nguyễn thị lan", _look="1", _part="known")
    )
    offered = [known.id for known in answer.context["known"]]
    assert offered == [mine.pk]
    assert str(theirs.pk) not in text_of(answer) and "0988888888" not in text_of(answer)
    assert typed(answer)["applicant"] == "", "a name alone chooses nobody"


def test_choosing_a_known_applicant_needs_no_number(cast: Cast, sign_in: SignIn):
    mine = cast.received(applicant=lan(cast)).applicant
    form = form_of(cast, applicant_name="Nguyễn Thị Lan", identifier="", applicant=str(mine.pk))
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    assert reread(form["id"]).applicant == mine


def test_an_applicant_of_next_door_cannot_be_chosen_by_guessing_his_id(cast: Cast, sign_in: SignIn):
    theirs = next_door(cast)
    form = form_of(cast, applicant_name="Nguyễn Thị Lan", identifier="", applicant=str(theirs.pk))
    assert sign_in("hoa").post("/counter/", form).status_code == 409
    look = sign_in("hoa").post("/counter/", blank(cast, applicant=str(theirs.pk), _look="1"))
    assert "Nguyễn Thị Lan" not in text_of(look)


def test_the_whole_number_of_somebody_next_door_finds_his_name_but_not_where_he_lives(cast: Cast, sign_in: SignIn):
    theirs = next_door(cast)
    answer = sign_in("hoa").post("/counter/", blank(cast, card=LAN))
    assert typed(answer)["applicant"] == str(theirs.pk)
    assert typed(answer)["applicant_name"] == "Nguyễn Thị Lan"
    assert "0988888888" not in text_of(answer) and "Ấp 9" not in text_of(answer)
    form = form_of(cast, applicant_name="Nguyễn Thị Lan", identifier=LAN, address="", phone="")
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    assert reread(form["id"]).applicant == theirs
    assert Identifier.objects.count() == 1


def test_an_old_number_on_a_new_card_finds_who_handed_in_with_it(cast: Cast, sign_in: SignIn):
    old = cast.received(applicant=Person("Nguyễn Thị Lan", identifiers=(("old_id", "331234567"),))).applicant
    answer = sign_in("hoa").post("/counter/", blank(cast, card=CARD))
    assert typed(answer)["applicant"] == str(old.pk)
    form = form_of(cast) | typed(answer)
    assert sign_in("hoa").post("/counter/", form).status_code == 303
    assert sorted(old.identifiers.values_list("kind", "value")) == [("old_id", "331234567"), ("personal_id", LAN)]


def test_two_counters_that_receive_one_card_at_once_enter_one_applicant(fresh_database):
    import threading

    from django.db import connections

    from motcua.people.models import Account
    from tests.cast import build_cast

    cast = build_cast()
    clients = [Client() for _ in range(5)]
    for client in clients:
        client.force_login(Account.objects.get(username="hoa"))
    answers: list[int] = []
    gate = threading.Barrier(len(clients))

    def send(client: Client) -> None:
        form = form_of(cast)
        gate.wait()
        answers.append(client.post("/counter/", form).status_code)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 5
    assert (Applicant.objects.count(), Dossier.objects.count()) == (1, 5)
