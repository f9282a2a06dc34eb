"""How a draft goes up to a leader, comes back, and is agreed to (docs/rules/decisions-up.md)."""

import re
from datetime import date
from pathlib import Path

import pytest

from motcua.dossiers.acting import Holder
from motcua.dossiers.books import Book, BookLine, Line
from motcua.dossiers.drafts import Proposal, latest
from motcua.dossiers.ending import Document, agree, decide, return_result
from motcua.dossiers.models import Dossier
from motcua.dossiers.passing import move, send_back, take
from motcua.dossiers.refusals import SENTENCES
from motcua.dossiers.states import State
from motcua.dossiers.timeline import entries_of, happenings
from motcua.journal.by import SYSTEM
from motcua.journal.models import Detail
from motcua.people.actor import Actor
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Post
from tests.cast import GROUND, Cast, at, reread, succeeded
from tests.pages import table, words

PAGE = Path(__file__).parents[2] / "docs/rules/decisions-up.md"
GRANTED = Proposal("granted", "Đủ điều kiện")
REFUSED = Proposal("refused", "Thiếu giấy chứng sinh")


def act(function, dossier, who, when, **given):
    ids = [d.pk for d in dossier] if isinstance(dossier, list) else [dossier.pk]
    return function(ids, by=who, at=when, recorded_at=when, ground=GROUND, **given)


def up(cast: Cast, draft: Proposal | None = GRANTED, minute: int = 0, **given: object) -> Dossier:
    """Received at eight, taken by An, sent up to Chi with a draft at nine."""
    dossier = cast.received(at(7, 8, minute), **given)
    succeeded(act(move, dossier, cast.hoa, at(7, 8, minute), to=cast.inbox))
    succeeded(act(take, dossier, cast.an, at(7, 8, minute)))
    succeeded(act(move, dossier, cast.an, at(7, 9, minute), to=cast.leader, draft=draft))
    return reread(dossier)


def copies(cast: Cast, day: date | int = 7, minute: int = 0) -> Dossier:
    """A certified copy, received straight into the leader's inbox."""
    line = Line(Book.COPIES, "Bằng tốt nghiệp", pages=1, copies=3, fee=6000)
    return cast.received(at(day, 8, minute), procedure="at-once", lies_with=cast.leader, line=line)


def serial(number: str) -> int:
    return int(re.match(r"\d+", number)[0])


def test_a_leader_agrees_to_the_draft_and_its_document_is_numbered(cast: Cast) -> None:
    dossier = up(cast)
    succeeded(act(agree, dossier, cast.chi, at(7, 10)))
    dossier = reread(dossier)
    assert (dossier.state, dossier.outcome) == (State.DECIDED, "granted")
    assert serial(dossier.outcome_number) == 1
    assert dossier.outcome_on == date(2019, 1, 7)
    assert (dossier.holder_unit_id, dossier.holder_function) == (cast.desk.pk, "returning")


def test_of_several_drafts_the_latest_counts(cast: Cast) -> None:
    dossier = up(cast, GRANTED)
    succeeded(act(send_back, dossier, cast.chi, at(7, 10), reason="Xem lại giấy chứng sinh"))
    succeeded(act(move, dossier, cast.an, at(7, 11), to=cast.leader, draft=REFUSED))
    assert latest([dossier.pk])[dossier.pk].outcome == "refused"
    succeeded(act(agree, dossier, cast.chi, at(7, 14)))
    assert reread(dossier).outcome == "refused"


def test_a_refusal_bears_the_text_of_its_draft_as_the_reason(cast: Cast) -> None:
    dossier = up(cast, REFUSED)
    succeeded(act(agree, dossier, cast.chi, at(7, 10)))
    entry = entries_of(dossier.pk)[-1]
    assert "Thiếu giấy chứng sinh" in Detail.objects.get(entry=entry.id).content


def test_a_number_in_the_draft_is_the_number_of_the_document(cast: Cast) -> None:
    with_number, without = up(cast, Proposal("granted", number="77/GXN-TP")), up(cast, GRANTED, minute=1)
    succeeded(act(agree, [with_number, without], cast.chi, at(7, 10)))
    assert reread(with_number).outcome_number == "77/GXN-TP"
    assert serial(reread(without).outcome_number) == 1, "a number that was given takes none out of the book"


def test_numbers_from_the_book_have_no_gap_where_one_is_refused(cast: Cast) -> None:
    first, drafted_by_nobody, last = up(cast), up(cast, None, 1), up(cast, GRANTED, 2)
    done = act(agree, [first, drafted_by_nobody, last], cast.chi, at(7, 10))
    assert {d: r.code for d, r in done.refused.items()} == {drafted_by_nobody.pk: "no_draft"}
    later = up(cast, GRANTED, 3)
    succeeded(act(agree, later, cast.chi, at(7, 11)))
    assert [serial(reread(d).outcome_number) for d in (first, last, later)] == [1, 2, 3]


def test_the_book_begins_anew_with_each_year(cast: Cast) -> None:
    before, after = up(cast), up(cast, GRANTED, 1)
    succeeded(act(agree, before, cast.chi, at(date(2019, 12, 31), 10)))
    succeeded(act(agree, after, cast.chi, at(date(2020, 1, 2), 10)))
    assert [serial(reread(d).outcome_number) for d in (before, after)] == [1, 1]


def test_a_certified_copy_is_granted_under_the_number_of_its_line(cast: Cast) -> None:
    several = [copies(cast, minute=n) for n in range(3)]
    succeeded(act(agree, several, cast.chi, at(7, 9)))
    lines = {line.dossier_id: line.number for line in BookLine.objects.all()}
    found = [reread(d) for d in several]
    assert [(d.outcome, d.outcome_number) for d in found] == [("granted", lines[d.pk]) for d in several]
    assert [serial(d.outcome_number) for d in found] == [1, 2, 3]


def test_deciding_otherwise_keeps_the_draft_and_takes_its_own_outcome(cast: Cast) -> None:
    dossier = up(cast, GRANTED)
    documents = {dossier.pk: Document("5/TB", date(2019, 1, 7))}
    otherwise = {"outcome": "refused", "reason": "Sai thẩm quyền", "documents": documents}
    succeeded(act(decide, dossier, cast.chi, at(7, 10), **otherwise))
    assert (reread(dossier).outcome, reread(dossier).outcome_number) == ("refused", "5/TB")
    assert latest([dossier.pk])[dossier.pk].outcome == "granted"


def test_a_number_is_taken_from_the_book_only_where_it_is_asked_for(cast: Cast) -> None:
    dossier = up(cast)
    assert act(decide, dossier, cast.chi, at(7, 10), outcome="granted").refusal.code == "outcome_document"
    succeeded(act(decide, dossier, cast.chi, at(7, 10), outcome="granted", from_book=True))
    assert serial(reread(dossier).outcome_number) == 1


def test_what_is_sent_back_lies_with_who_sent_it_up(cast: Cast) -> None:
    dossier = up(cast)
    succeeded(act(send_back, dossier, cast.chi, at(7, 10), reason="Thiếu chữ ký"))
    dossier = reread(dossier)
    assert dossier.state == State.IN_PROCESS
    assert (dossier.holder_unit_id, dossier.holder_function) == (cast.office.pk, "handling")
    assert dossier.holder_account_id == cast.accounts["an"].pk
    told = happenings(entries_of(dossier.pk))[-1].sentence
    assert "Thiếu chữ ký" in told and "Lê Văn An" in told


def test_what_he_sent_up_who_has_left_goes_back_into_the_inbox(cast: Cast) -> None:
    dossier = up(cast)
    Post.objects.filter(account=cast.accounts["an"]).update(valid=(date(2018, 1, 1), date(2019, 1, 8)))
    succeeded(act(send_back, dossier, cast.chi, at(9, 10), reason="Thiếu chữ ký"))
    dossier = reread(dossier)
    assert (dossier.holder_unit_id, dossier.holder_function) == (cast.office.pk, "handling")
    assert dossier.holder_account_id is None


def test_what_he_sent_up_who_may_sign_in_no_more_goes_back_into_the_inbox(cast: Cast) -> None:
    dossier = up(cast)
    type(cast.accounts["an"]).objects.filter(pk=cast.accounts["an"].pk).update(is_active=False)
    succeeded(act(send_back, dossier, cast.chi, at(7, 10), reason="Thiếu chữ ký"))
    assert reread(dossier).holder_account_id is None


def test_what_came_straight_from_the_counter_goes_back_there(cast: Cast) -> None:
    dossier = copies(cast)
    succeeded(act(send_back, dossier, cast.chi, at(7, 9), reason="Bản chụp mờ"))
    dossier = reread(dossier)
    assert (dossier.holder_unit_id, dossier.holder_function) == (cast.desk.pk, "receiving")


@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_is_sent_back_without_a_reason(cast: Cast, reason: str) -> None:
    dossier = up(cast)
    assert act(send_back, dossier, cast.chi, at(7, 10), reason=reason).refusal.code == "reason"
    assert reread(dossier).seq == dossier.seq


def test_only_what_lies_with_a_leader_is_sent_back(cast: Cast) -> None:
    dossier = cast.received()
    assert act(send_back, dossier, cast.hoa, at(7, 10), reason="Sai").refusal.code == "not_up"


def test_a_refusal_without_a_text_is_not_agreed_to(cast: Cast) -> None:
    dossier = up(cast, Proposal("refused"))
    assert act(agree, dossier, cast.chi, at(7, 10)).refusal.code == "reason"


@pytest.mark.parametrize("who", ["an", "hoa", "dung", "em"])
def test_nobody_agrees_but_a_leader_of_the_deciding_unit(cast: Cast, who: str) -> None:
    dossier = up(cast)
    assert act(agree, dossier, getattr(cast, who), at(7, 10)).refusal.code == "not_yours"
    assert act(send_back, dossier, getattr(cast, who), at(7, 10), reason="Sai").refusal.code == "not_yours"


def test_a_leader_does_not_send_back_what_another_leader_has_taken(cast: Cast) -> None:
    dossier = up(cast)
    succeeded(act(take, dossier, cast.chi, at(7, 10)))
    when = at(date(2018, 1, 1))
    given = {"by": SYSTEM, "at": when, "recorded_at": when, "ground": "DECISION", "from_day": date(2018, 1, 1)}
    [deputy] = admit([NewAccount("phuc", "Ngô Phúc", [NewPost(cast.office, "leader")])], **given)
    phuc = Actor.of(deputy, date(2019, 1, 7))
    assert act(send_back, dossier, phuc, at(7, 11), reason="Sai").refusal.code == "taken"


def test_the_journal_keeps_who_took_a_result_and_by_what_right(cast: Cast) -> None:
    himself, by_another = up(cast), up(cast, GRANTED, 1)
    succeeded(act(agree, [himself, by_another], cast.chi, at(7, 10)))
    succeeded(act(return_result, himself, cast.hoa, at(8, 9)))
    given = {"to": {by_another.pk: "Trần Văn Tám"}, "authority": {by_another.pk: "giấy ủy quyền 05/01/2019"}}
    succeeded(act(return_result, by_another, cast.hoa, at(8, 9), **given))
    told = [happenings(entries_of(d.pk))[-1].sentence for d in (himself, by_another)]
    assert "Trần Văn Tám" not in told[0]
    assert "Trần Văn Tám" in told[1] and "giấy ủy quyền 05/01/2019" in told[1]


def test_the_page_names_the_refusals_of_going_up_and_coming_back() -> None:
    named = {word for row in table(PAGE, "What is refused") for word in words(row["code"])}
    assert named <= SENTENCES.keys()
    assert {"no_draft", "not_up", "reason", "not_yours", "taken"} <= named


@pytest.mark.parametrize("row", table(PAGE, "Where it comes back to"), ids=lambda row: row["it came from"])
def test_the_page_says_where_it_comes_back_to(cast: Cast, row: dict[str, str]) -> None:
    came = {
        "the desk, straight": lambda: copies(cast),
        "an officer who still holds the post": lambda: up(cast),
        "an officer who has left": lambda: up(cast),
        "an inbox where nobody had taken it": lambda: _from_the_inbox(cast),
    }
    dossier = came[row["it came from"]]()
    if "left" in row["it came from"]:
        Post.objects.filter(account=cast.accounts["an"]).update(valid=(date(2018, 1, 1), date(2019, 1, 7)))
    succeeded(act(send_back, dossier, cast.chi, at(7, 10), reason="Sai"))
    back = reread(dossier)
    person = back.holder_account_id is not None
    assert [f"`{back.holder_function}`", "himself" if person else "nobody yet"] == [row["function"], row["person"]]


def _from_the_inbox(cast: Cast) -> Dossier:
    """Sent up out of the office's inbox without anybody having taken it."""
    dossier = cast.received()
    succeeded(act(move, dossier, cast.hoa, at(7, 8), to=cast.inbox))
    succeeded(act(move, dossier, cast.an, at(7, 9), to=Holder(cast.office.pk, "leader"), draft=GRANTED))
    return reread(dossier)
