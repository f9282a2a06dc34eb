"""What an applicant was told is erased when the law asks for it; that he was told stays."""

from motcua.journal.by import SYSTEM
from motcua.journal.models import Detail, Entry
from motcua.notices.became import sentence
from motcua.notices.erase import erase_notices
from motcua.notices.kinds import NoticeState
from motcua.notices.models import Notice
from motcua.notices.telling import resend, told_by_telephone
from tests.cast import GROUND, Cast, at
from tests.notices.conftest import PostOffice, begun, never_quiet, refuses, round_at, told, walked

S = NoticeState
WHY = {"why": "Theo yêu cầu của người nộp", "by": SYSTEM, "at": at(7, 12), "ground": "APPLICANT"}


def test_addresses_texts_and_notes_go_and_what_was_done_stays(cast: Cast, post_office: PostOffice) -> None:
    begun()
    never_quiet()
    dossier = told(cast, email="lan@example.vn")
    other = told(cast, at(7, 8, 5), 2, email="tu@example.vn")
    walked()
    post_office.answers["lan@example.vn"] = "550 <lan@example.vn> no such user"
    round_at(at(7, 10))
    who = {"by": cast.an, "at": at(7, 11), "ground": GROUND, "recorded_at": at(7, 11)}
    told_by_telephone(dossier.pk, "Báo cho chị Lan, 0912 345 678", **who)
    assert erase_notices(dossier.applicant_id, **WHY) == 2
    notices = Notice.objects.filter(dossier=dossier)
    assert {each.state for each in notices} == {S.REFUSED, S.TOLD}, "what became of them stays"
    for each in notices:
        assert (each.address, each.title, each.body, each.answer) == ("", "", "", "")
        assert "lan@" not in sentence(each) and sentence(each)
    kept = " ".join(filter(None, Detail.objects.values_list("content", flat=True)))
    assert "0912 345 678" not in kept and "chị Lan" not in kept
    assert Entry.objects.filter(act="erase_notice").count() == 2
    assert not Notice.objects.all().failed().exists(), "nobody has to look any more"
    assert Notice.objects.get(dossier=other).address == "tu@example.vn"
    assert erase_notices(dossier.applicant_id, **WHY) == 0, "run again, it finds nothing"
    with refuses("erased"):
        resend(notices.get(state=S.REFUSED).pk, by=cast.hoa, at=at(7, 13), ground=GROUND)


def test_what_waits_is_not_sent_and_what_is_being_sent_is_waited_for(cast: Cast, post_office: PostOffice) -> None:
    begun()
    never_quiet()
    dossier = told(cast, email="lan@example.vn")
    walked()
    Notice.objects.update(state=S.BEGUN)
    with refuses("under_way"):
        erase_notices(dossier.applicant_id, **WHY)
    assert Notice.objects.get().address == "lan@example.vn"
    Notice.objects.update(state=S.PENDING)
    assert erase_notices(dossier.applicant_id, **WHY) == 1
    assert round_at(at(7, 13)).became == {} and not post_office.taken
