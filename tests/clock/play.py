"""Plays histories through the acts of the program, on its database: sets of dossiers, each at its own moment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from motcua.dossiers import ending, letters, passing, receive, waiting
from motcua.dossiers.acting import Holder
from motcua.dossiers.ending import Document
from motcua.dossiers.intake import Intake, Person
from motcua.dossiers.models import Dossier
from motcua.dossiers.refusals import Done
from motcua.moments import local_day
from motcua.people.actor import SYSTEM_ACTOR
from motcua.people.models import Function
from tests.clock.founding import Town
from tests.clock.histories import Act, Story
from tests.clock.town import moment

AT_MOST = 1_000  # dossiers in one call
MISSING = {"missing": "Bản sao", "reason": "Chưa thấy lần đầu", "basis": "Điều 19"}


class Player:
    """Everything is done by the system, which may do everything, and recorded when it is done."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.applicant: UUID | None = None
        self.acts = 0

    def play(self, stories: Iterable[Story]) -> None:
        """Play what is fresh of the stories: the first act of each, then the second of each, and so on.

        Raises AssertionError where an act is refused that should not be, or is not that should.
        """
        telling = list(stories)
        for step in range(max((len(story.fresh) for story in telling), default=0)):
            alike: dict[tuple[str, str], list[tuple[Story, Act]]] = defaultdict(list)
            for story in telling:
                if step < len(story.fresh):
                    act = story.fresh[step]
                    alike[act.kind, act.what].append((story, act))
            for (kind, what), several in sorted(alike.items(), key=lambda group: group[0]):
                for part in _parts(several):
                    self._check(self._do(kind, what, part), part)
        for story in telling:
            self.acts += len(story.fresh)
            story.played = len(story.acts)

    def _check(self, done: Done, part: list[tuple[Story, Act]]) -> None:
        for story, act in part:
            refusal = done.refused.get(story.id)
            assert (refusal is not None) == act.refused, f"{refusal or 'not refused'}: {act}\n{story}"

    def _do(self, kind: str, what: str, part: list[tuple[Story, Act]]) -> Done:
        at = {story.id: moment(act.second) for story, act in part}
        common: dict[str, Any] = {"by": SYSTEM_ACTOR, "ground": "OFFICE"}
        if kind in ("receive", "file"):
            common["at"] = next(iter(at.values()))
            intakes = [self._intake(story, act) for story, act in part]
            filed = {"filed": True} if kind == "file" else {}
            done = (receive.draft if filed else receive.receive)(intakes, **common, **filed)
            self.applicant = self.applicant or Dossier.objects.values_list("applicant_id", flat=True).first()
            return done
        common["at"] = at
        ids = list(at)
        match kind:
            case "receive_filed":
                return receive.receive_drafts(ids, **common)
            case "take":
                return passing.take(ids, **common)
            case "move":
                return passing.move(ids, to=Holder(self.town.units[what].pk, Function.HANDLING), **common)
            case "ask":
                return waiting.ask_for_supplement(ids, **MISSING, **common)
            case "pay":
                return waiting.ask_for_payment(ids, note="Thuế trước bạ", **common)
            case "wait":
                return waiting.wait_for(ids, cause=what, note="Phiếu chuyển thông tin", **common)
            case "resume":
                return waiting.resume(ids, **common)
            case "reopen":
                return waiting.resume(ids, decision="5/QĐ-UBND", **common)
            case "letter":
                return letters.sign_letters(ids, days=int(what), reason="Quá tải", **common)
            case "stop":
                return ending.stop(ids, reason="Không bổ sung", **common)
            case "withdraw":
                return ending.withdraw(ids, reason="Xin rút", **common)
            case "return":
                return ending.return_result(ids, **common)
        documents = {id: Document("1/QĐ", local_day(when)) for id, when in at.items()}
        return ending.decide(ids, outcome="granted", documents=documents, **common)

    def _intake(self, story: Story, act: Act) -> Intake:
        return Intake(
            id=story.id,
            procedure=story.procedure,
            applicant=Person("Nguyễn Thị Lan", id=self.applicant),
            received_unit=self.town.units["desk"].pk,
            deciding_unit=self.town.units[story.unit].pk,
            channel=story.channel,
            at=moment(act.second),
            papers=(),
            case=story.case,
            quantity=story.quantity,
        )


def _parts(several: list[tuple[Story, Act]]) -> Iterator[list[tuple[Story, Act]]]:
    for start in range(0, len(several), AT_MOST):
        yield several[start : start + AT_MOST]
