"""The desk: each view holds what its words say, soonest due first, and acts are done where the row stands."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from motcua.desk.context import MOST_AT_TOP
from motcua.desk.inbox import VIEWS
from motcua.desk.listing import scanned
from motcua.desk.now import now
from motcua.dossiers.acting import Holder
from motcua.dossiers.drafts import Proposal
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, take
from motcua.dossiers.states import State
from tests.cast import Cast, reread
from tests.desk.town import Town, act, received_ago

SignIn = Callable[..., Client]


def rows_of(page: str) -> list[str]:
    """The numbers of a list's rows, from top to bottom."""
    return re.findall(r'<span class="row-number">([^<]+)</span>', page)


def seen(client: Client, question: str = "") -> list[str]:
    answer = client.get(f"/{question}")
    assert answer.status_code == 200
    return rows_of(answer.content.decode())


def names(town: Town, numbers: list[str]) -> set[str]:
    return {name for name, dossier in town.by_state.items() if dossier.number in numbers}


@pytest.mark.parametrize(
    ("who", "view", "holds"),
    [
        ("an", "mine", {"taken", "resumed", "waiting"}),
        ("binh", "mine", {"resumed", "waiting"}),
        ("chi", "mine", {"leader"}),
        ("hoa", "mine", {"received", "overdue"}),
        ("an", "unit", {"taken", "resumed", "waiting", "leader"}),
        ("hoa", "unit", {"received", "overdue"}),
        ("em", "unit", {"received", "overdue", "taken", "resumed", "waiting", "leader"}),
        ("an", "untaken", {"resumed", "leader"}),
        ("an", "waiting", {"waiting"}),
        ("chi", "decide", {"leader"}),
        ("hoa", "return", {"decided", "late"}),
        ("hoa", "returned", {"returned"}),
        ("dung", "unit", set()),
    ],
)
def test_a_view_holds_what_its_words_say(town: Town, sign_in: SignIn, who: str, view: str, holds: set[str]) -> None:
    client = sign_in(who)
    assert names(town, seen(client, f"?view={view}")) == holds
    shown = client.get(f"/?view={view}").content.decode()
    counted = re.search(rf'id="view-{view}"><a [^>]*>.*?<b>(\d+)</b>', shown)
    assert counted and int(counted[1]) == len(holds), "the number beside the view is another"


def test_soonest_due_comes_first_and_what_waits_comes_last(town: Town, sign_in: SignIn) -> None:
    numbers = seen(sign_in("em"), "?view=unit")
    dossiers = [Dossier.objects.get(number=number) for number in numbers]
    due = [dossier.due_at for dossier in dossiers if dossier.due_at]
    assert due == sorted(due)
    assert dossiers[-1].state == State.SUPPLEMENT


def test_filters_are_addresses_that_combine(town: Town, sign_in: SignIn) -> None:
    em = sign_in("em")
    assert names(town, seen(em, "?view=unit&unit=801.01")) == {"received", "overdue"}
    assert names(town, seen(em, "?view=unit&unit=801.01&procedure=15-calendar")) == {"received"}
    assert names(town, seen(em, "?view=unit&q=van+duc")) == {"received"}
    assert names(town, seen(em, "?view=unit&procedure=15-calendar&q=lan")) == set()
    everything = names(town, seen(em, "?view=unit"))
    assert names(town, seen(em, "?view=unit&unit=nowhere&procedure=none&page=x")) == everything


def test_the_desk_asks_as_often_for_forty_five_rows_as_for_five(cast: Cast, sign_in: SignIn) -> None:
    hoa = sign_in("hoa")
    asked = []
    for first, last in ((0, 5), (5, 45)):
        for number in range(first, last):
            received_ago(cast, 20 - number * 0.4, number)
        hoa.get("/")
        with CaptureQueriesContext(connection) as told:
            assert len(seen(hoa)) == last
        asked.append(len(told))
    assert asked[0] == asked[1]


def test_fifty_stand_on_a_page_of_the_desk(cast: Cast, sign_in: SignIn) -> None:
    for number in range(53):
        received_ago(cast, 30 - number * 0.5, number)
    hoa = sign_in("hoa")
    first, second = seen(hoa), seen(hoa, "?page=2")
    assert (len(first), len(second)) == (50, 3)
    assert not set(first) & set(second)
    for page in ("0", "-1", "abc", "9" * 30, "999", ""):
        assert hoa.get(f"/?page={page}").status_code == 200


def test_the_part_that_changes_answers_alone_and_not_at_all_while_it_stays(town: Town, sign_in: SignIn) -> None:
    an = sign_in("an")
    whole, part = an.get("/?view=unit"), an.get("/?view=unit&part=lines")
    text = part.content.decode()
    assert text.strip().startswith('<div id="desk"') and "<html" not in text
    assert rows_of(text) == rows_of(whole.content.decode())
    assert 'data-live="/?view=unit&amp;part=lines"' in text
    mark = part.headers["ETag"]
    assert an.get("/?view=unit&part=lines", HTTP_IF_NONE_MATCH=mark).status_code == 304
    act(take, town["leader"], town.cast.chi, 0.01)
    assert an.get("/?view=unit&part=lines", HTTP_IF_NONE_MATCH=mark).status_code == 200


@pytest.mark.parametrize(
    ("who", "state", "label", "direct"),
    [
        ("hoa", "received", "Move on", True),  # from the desk to the office: nothing to ask
        ("an", "resumed", "Take in hand", True),
        ("an", "taken", "Move on …", False),  # up to a leader: with a draft
        ("chi", "leader", "Decide …", False),
        ("hoa", "decided", "Return the result …", False),
    ],
)
def test_a_row_has_one_button_of_what_comes_next(
    town: Town, sign_in: SignIn, who: str, state: str, label: str, direct: bool
) -> None:
    page = sign_in(who, "en").get("/dossiers/?q=H39").content.decode()
    row = re.search(rf'<li class="row" id="d-{town[state].pk}">.*?</li>', page, re.S)
    assert row
    buttons = re.findall(r"<(button|a) class=\"button[^>]*>([^<]+)", row[0])
    assert [(tag, words.strip()) for tag, words in buttons] == [("button" if direct else "a", label)]


def _post(client: Client, town: Town, state: str, path: str, **typed: object) -> tuple[int, str]:
    answer = client.post(f"/dossiers/{town[state].number}/{path}", typed)
    return answer.status_code, answer.content.decode() or answer.headers.get("Location", "")


def test_an_act_from_a_row_answers_with_the_row_as_it_is_now(town: Town, sign_in: SignIn) -> None:
    an, dossier = sign_in("an", "en"), town["resumed"]
    status, text = _post(an, town, "resumed", f"take/?seen={dossier.seq}&row=1")
    assert status == 200
    assert text.strip().startswith('<li class="row did"') and "<html" not in text
    assert "You have it now." in text and f"{dossier.pk}:{dossier.seq + 1}" in text
    assert "Move on …" in text, "what comes next now"
    status, text = _post(sign_in("binh", "en"), town, "resumed", f"take/?seen={dossier.seq}&row=1")
    assert status == 409 and "meanwhile" in text and 'role="alert"' in text
    assert reread(dossier).seq == dossier.seq + 1


def test_one_press_moves_from_the_desk_to_the_office(town: Town, sign_in: SignIn) -> None:
    page = sign_in("hoa").get("/").content.decode()
    found = re.search(rf'formaction="(/dossiers/{town["received"].number}/moves/[^"]+)"', page)
    assert found
    answer = sign_in("hoa").post(found[1].replace("&amp;", "&"), {"next": "/?view=unit"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?view=unit")
    moved = reread(town["received"])
    assert (moved.holder_unit_id, moved.holder_function) == (town.cast.office.pk, "handling")


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        ("/?view=unit&page=2", True),
        ("//evil.example/", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
        ("/\\evil.example", False),
        ("/" + "a" * 3000, False),
        ("", False),
    ],
)
def test_an_act_goes_on_to_where_its_form_came_from_and_never_away_from_here(
    town: Town, sign_in: SignIn, path: str, followed: bool
) -> None:
    dossier, an = town["resumed"], sign_in("an", "en")
    answer = an.post(f"/dossiers/{dossier.number}/take/", {"seen": dossier.seq, "next": path})
    assert answer.status_code == 303
    assert answer.headers["Location"] == (path if followed else f"/dossiers/{dossier.number}/?done=take")
    if followed:
        assert f"{dossier.number}: You have it now." in an.get(path).content.decode()


def test_what_was_typed_before_signing_in_again_is_shown_and_nothing_is_done(town: Town, sign_in: SignIn) -> None:
    dossier = town["leader"]
    typed = {"seen": dossier.seq, "_look": "1", "outcome": "refused", "reason": "Sai mẫu đơn"}
    answer = sign_in("chi").post(f"/dossiers/{dossier.number}/decision/", typed)
    assert answer.status_code == 200
    assert "Sai mẫu đơn" in answer.content.decode()
    assert reread(dossier).seq == dossier.seq


def test_a_form_opens_over_the_list_and_keeps_what_was_wrong_in_it(town: Town, sign_in: SignIn) -> None:
    dossier, an = town["taken"], sign_in("an", "en")
    form = an.get(f"/dossiers/{dossier.number}/?door=move").content.decode()
    assert "<html" not in form and 'name="draft_outcome"' in form and "asked=1" in form
    typed = {"seen": dossier.seq, "unit": town.cast.office.pk, "function": "leader", "draft_outcome": "refused"}
    answer = an.post(f"/dossiers/{dossier.number}/moves/?row=1&asked=1", typed)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#asked"
    assert 'aria-describedby="move-draft_text_error"' in answer.content.decode()
    answer = an.post(f"/dossiers/{dossier.number}/moves/?row=1&asked=1", {**typed, "draft_text": "Thiếu đất"})
    assert answer.status_code == 200 and "Moved on." in answer.content.decode()
    nothing = an.get(f"/dossiers/{dossier.number}/?door=take").content.decode()
    assert "This cannot be done now" in nothing
    assert sign_in("dung").get(f"/dossiers/{dossier.number}/?door=take").status_code == 404


def test_what_goes_up_carries_its_draft_to_which_the_leader_agrees(town: Town, sign_in: SignIn) -> None:
    dossier, an, chi = town["taken"], sign_in("an", "en"), sign_in("chi", "en")
    typed = {
        "unit": town.cast.office.pk,
        "function": "leader",
        "draft_outcome": "granted",
        "draft_text": "Đủ hồ sơ",
    }
    assert an.post(f"/dossiers/{dossier.number}/moves/", {"seen": dossier.seq, **typed}).status_code == 303
    page = chi.get(f"/dossiers/{dossier.number}/").content.decode()
    assert "Draft: Granted" in page and "Đủ hồ sơ" in page
    assert re.search(r'<button class="button main"[^>]*>Agree to the draft', page)
    answer = chi.post(f"/dossiers/{dossier.number}/agreement/", {"seen": dossier.seq + 1})
    assert answer.headers["Location"].endswith("?done=agree")
    decided = reread(dossier)
    assert (decided.state, decided.outcome) == (State.DECIDED, "granted")
    assert decided.outcome_number, "numbered from the book"


def test_a_leader_sends_back_with_a_reason_that_the_officer_reads(town: Town, sign_in: SignIn) -> None:
    dossier, chi = town["leader"], sign_in("chi", "en")
    assert _post(chi, town, "leader", "sending_back/", seen=dossier.seq, reason=" ")[0] == 422
    assert _post(chi, town, "leader", "sending_back/", seen=dossier.seq, reason="Thiếu trích lục")[0] == 303
    assert reread(dossier).holder_account_id == town.cast.accounts["an"].pk
    assert "Thiếu trích lục" in sign_in("an").get(f"/dossiers/{dossier.number}/").content.decode()


def test_a_decision_without_a_number_gets_the_next_of_the_book(town: Town, sign_in: SignIn) -> None:
    dossier = town["leader"]
    typed = {"seen": dossier.seq, "outcome": "granted", "on": f"{now().day:%d/%m/%Y}"}
    assert _post(sign_in("chi"), town, "leader", "decision/", **typed)[0] == 303
    decided = reread(dossier)
    assert decided.outcome_number and decided.outcome_on == now().day


def test_a_decision_of_another_day_needs_its_number(town: Town, sign_in: SignIn) -> None:
    dossier = town["leader"]
    typed = {"seen": dossier.seq, "outcome": "granted", "on": f"{now().day - timedelta(days=1):%d/%m/%Y}"}
    status, text = _post(sign_in("chi", "en"), town, "leader", "decision/", **typed)
    assert status == 422 and "Give the number of the document beside its date." in text


@pytest.mark.parametrize(
    ("scan", "number"),
    [
        ("000.00.28.H39-191105-0012", "000.00.28.H39-191105-0012"),
        ("https://here.example/tracking/?number=000.00.28.H39-191105-0012#AB12", "000.00.28.H39-191105-0012"),
        ("/tracking/?lang=vi&number=000.00.28.H39-191105-0012", "000.00.28.H39-191105-0012"),
        ("http://[number=", "http://[number="),
        ("nguyễn lan", "nguyễn lan"),
    ],
)
def test_a_scan_is_a_number_or_the_address_on_a_receipt(scan: str, number: str) -> None:
    assert scanned(scan) == number


def test_a_whole_scan_opens_its_dossier_and_half_a_scan_says_to_scan_again(town: Town, sign_in: SignIn) -> None:
    number, hoa = str(town["decided"].number), sign_in("hoa", "en")
    for scan in (number, number.lower(), f" {number} ", f"http://desk.example/tracking/?number={number}#K7QX"):
        answer = hoa.get("/dossiers/", {"q": scan})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/dossiers/{number}/"), scan
    for scan in (number[:-2] + "zz", f"http://desk.example/tracking/?number={number[:-2]}zz"):
        answer = hoa.get("/dossiers/", {"q": scan})
        assert answer.status_code == 200 and "scan it again" in answer.content.decode(), scan
    stranger = sign_in("dung", "en").get("/dossiers/", {"q": number})
    assert stranger.status_code == 200 and "scan it again" in stranger.content.decode()


def test_a_citizens_card_finds_his_dossiers(town: Town, sign_in: SignIn) -> None:
    card = "080190000003|280123456|Phạm Quốc Ưng|01021990|Nam|Ấp 3, xã Mỹ Bình, Đức Huệ, Long An|01012020"
    found = rows_of(sign_in("hoa").get("/dossiers/", {"q": card}).content.decode())
    assert found == [town["decided"].number]


def test_a_search_that_finds_only_procedures_offers_to_receive_one(town: Town, sign_in: SignIn) -> None:
    name = "Xác nhận trong giờ"
    hoa = sign_in("hoa", "en").get("/dossiers/", {"q": name}).content.decode()
    assert "/dossiers/?procedure=8-hours" in hoa and "/counter/?procedure=8-hours" in hoa
    an = sign_in("an", "en").get("/dossiers/", {"q": name}).content.decode()
    assert "/dossiers/?procedure=8-hours" in an and "/counter/" not in an
    of_one = sign_in("hoa").get("/dossiers/?procedure=15-calendar").content.decode()
    assert names(town, rows_of(of_one)) == {"received"}


@pytest.mark.parametrize(
    ("who", "leads_to"),
    [
        ("hoa", {"/counter/", "/copies/", "/returns/", "/guidance/", "/notices/", "/cashier/"}),
        ("an", {"/letters/", "/notices/"}),
        ("chi", {"/leading/", "/letters/", "/watch/", "/time/", "/staff/", "/units/"}),
        (
            "dung",
            {"/counter/", "/copies/", "/returns/", "/guidance/", "/notices/", "/cashier/"}
            | {"/leading/", "/letters/", "/watch/", "/time/", "/staff/", "/units/"},
        ),
        ("em", {"/notices/", "/watch/", "/time/", "/calendar/", "/staff/", "/units/"}),
    ],
)
def test_the_ways_are_those_that_ones_posts_give_a_use_for(
    cast: Cast, sign_in: SignIn, who: str, leads_to: set[str]
) -> None:
    page = sign_in(who).get("/profile/").content.decode()
    ways = re.search(r'<nav class="ways".*?</nav>', page, re.S)
    assert ways
    hrefs = set(re.findall(r'href="([^"]+)"', ways[0]))
    assert hrefs == {"/", "/?view=unit", "/reports/06a/", *leads_to}
    first, _, more = ways[0].partition("<details")
    if len(hrefs) <= MOST_AT_TOP:
        assert not more
    else:
        assert first.count("<a ") == MOST_AT_TOP - 1
        assert more.count("<a ") == len(hrefs) - (MOST_AT_TOP - 1)


def test_the_page_that_stands_open_is_named_also_where_its_way_is_folded_away(cast: Cast, sign_in: SignIn) -> None:
    hoa = sign_in("hoa", "en")
    assert '<summary class="is-here">More: Notices</summary>' in hoa.get("/notices/").content.decode()
    assert "<summary>More</summary>" in hoa.get("/returns/").content.decode()


def test_what_somebody_else_holds_is_not_offered_to_me(town: Town, sign_in: SignIn) -> None:
    page = sign_in("binh", "en").get("/?view=unit").content.decode()
    row = re.search(rf'id="d-{town["taken"].pk}">.*?</li>', page, re.S)
    assert row and "button small" not in row[0]


def test_a_row_says_agree_where_a_draft_waits(town: Town, sign_in: SignIn) -> None:
    act(move, town["taken"], town.cast.an, 0.1, to=town.cast.leader, draft=Proposal("granted"))
    act(move, town["received"], town.cast.hoa, 0.05, to=Holder(town.cast.office.pk, "leader"))
    page = sign_in("chi", "en").get("/").content.decode()
    offered = {}
    for state in ("taken", "received"):
        found = re.search(rf'id="d-{town[state].pk}">.*?data-act="(\w+)"', page, re.S)
        offered[state] = found and found[1]
    assert offered == {"taken": "agree", "received": "decide"}


def test_the_rules_page_names_the_views_as_the_desk_has_them(cast: Cast) -> None:
    table = re.findall(
        r"^\| `/\?view=(\w+)` \| ([^|]+) \|", (settings.BASE_DIR / "docs/rules/desk.md").read_text(), re.M
    )
    with translation.override("en"):
        assert table == [(name, str(view.label)) for name, view in VIEWS.items()]
