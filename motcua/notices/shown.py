"""Notices as pages show them: what became of each in words, what to do about it, and the lists of a reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.desk.finding import address_of as page_of
from motcua.desk.finding import ref_of
from motcua.desk.now import Now
from motcua.dossiers.models import Dossier
from motcua.dossiers.visible import visible_to
from motcua.notices.became import sentence
from motcua.notices.channel import NobodyThere
from motcua.notices.choosing import Wanted, address_of, wanted_by
from motcua.notices.deliver import line_of as open_line
from motcua.notices.kinds import BY_MACHINE, ERASED, FAILED, UNDER_WAY, NoticeChannel, NoticeState
from motcua.notices.models import Notice, NoticeQuerySet
from motcua.notices.telling import may_tell, of_dossier
from motcua.people.actor import Actor
from motcua.people.models import Account

S = NoticeState
TONES = {
    S.PENDING: ("still", "●"),
    S.SENDING: ("still", "●"),
    S.BEGUN: ("still", "●"),
    S.SENT: ("good", "✓"),
    S.TOLD: ("good", "✓"),
    S.REFUSED: ("bad", "▲"),
    S.GIVEN_UP: ("bad", "▲"),
    S.UNKNOWN: ("soon", "●"),
    S.OVERTAKEN: ("still", "–"),
}
# The lists, by the word in their address.
FAILED_LIST, WAITING_LIST = "failed", "waiting"


@dataclass(frozen=True, slots=True)
class Line:
    """A notice on a page."""

    notice: Notice
    tone: str
    mark: str
    may_resend: bool
    may_confirm: bool = False
    resent: bool = False
    address: str = ""
    number: str = ""

    @property
    def words(self) -> str:
        """What became of it."""
        return str(NoticeState(self.notice.state).label)

    @property
    def became(self) -> str:
        """What became of it, and what to do now, in one sentence."""
        return _("Sent again since.") if self.resent else sentence(self.notice)

    @property
    def needs_somebody(self) -> bool:
        """Has somebody to act, because the applicant does not know, or may not?"""
        return not self.resent and self.notice.state in FAILED and self.notice.why != ERASED


@dataclass(frozen=True, slots=True)
class Panel:
    """What a dossier's page shows of its notices; `may_tell` is whether the reader may do anything about them."""

    lines: Sequence[Line]
    wanted: Wanted
    may_tell: bool

    @property
    def needs(self) -> int:
        """How many of them somebody has to look at."""
        return sum(line.needs_somebody for line in self.lines)

    @property
    def way(self) -> str:
        """How the applicant is told, in a sentence."""
        return way_said(self.wanted)


def way_said(wanted: Wanted) -> str:
    """How an applicant is told, in a sentence; whether he chose it."""
    said = {
        "channels": ", ".join(str(each.label) for each in wanted.channels),
        "language": str(LANGUAGE_NAMES.get(wanted.language, wanted.language)),
    }
    if not wanted.channels:
        return _("The applicant wants no notices.") if wanted.is_chosen else _("There is no address to send to.")
    if wanted.is_chosen:
        return _("As the applicant chose: %(channels)s; %(language)s.") % said
    return _("By what is on record: %(channels)s; %(language)s.") % said


LANGUAGE_NAMES = {"vi": gettext_lazy("in Vietnamese"), "en": gettext_lazy("in English")}


def panel_of(dossier: Dossier, account: Account, present: Now) -> Panel:
    """The notices of a dossier, the latest first."""
    tells = may_tell(dossier, Actor.of(account, present.day), present.at)
    notices = of_dossier(dossier.pk)
    resent = {each.again_of_id for each in notices}
    lines = [
        line_of(
            each,
            tells=tells,
            has_address=bool(address_of(dossier.applicant, each.channel)),
            resent=each.pk in resent,
        )
        for each in notices
    ]
    wanted = wanted_by([dossier.applicant])[dossier.applicant_id]
    return Panel(lines, wanted, tells)


def line_of(notice: Notice, *, tells: bool, has_address: bool, resent: bool = False, number: str = "") -> Line:
    """A notice as a page shows it; `tells`: its reader may tell the applicant, `has_address`: there is a way to."""
    tone, mark = TONES[NoticeState(notice.state)]
    can = notice.channel != NoticeChannel.TELEPHONE and notice.state not in {*UNDER_WAY, S.OVERTAKEN} and not resent
    may = tells and has_address and notice.why != ERASED
    address = page_of(ref_of(number or None, notice.dossier_id)) if number else ""
    in_doubt = notice.state == S.UNKNOWN and not resent
    return Line(notice, tone, mark, may and can, tells and in_doubt, resent, address, number)


def not_set_up() -> list[str]:
    """The channels that this installation has nothing set up for: their notices wait, then fail."""
    found = []
    for channel in BY_MACHINE:
        try:
            open_line(channel)
        except NobodyThere:
            found.append(str(channel.label))
    return found


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many notices of a list belong to dossiers that a unit received."""

    id: UUID
    name: str
    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Lists:
    """What a reader sees of notices that failed or wait, narrowed to one receiving unit if he asks."""

    account: Account
    present: Now
    kind: str = FAILED_LIST
    unit: UUID | None = None

    def query(self, kind: str = "") -> NoticeQuerySet:
        """The notices of a list, of all units that the reader sees."""
        seen = visible_to(Dossier.objects.all(), self.account, self.present.day, few=True)
        rows = Notice.objects.failed() if (kind or self.kind) == FAILED_LIST else Notice.objects.under_way()
        return rows.filter(dossier__in=seen.values("pk"))

    def counts(self) -> dict[str, int]:
        """How many each list holds."""
        return {kind: self.query(kind).count() for kind in (FAILED_LIST, WAITING_LIST)}

    def units(self) -> list[UnitCount]:
        """The units of the list, the one with the most first."""
        rows = self.query().values_list("dossier__received_unit").annotate(n=Count("pk"), last=Max("composed_at"))
        found = []
        for unit, n, _last in rows:
            place = self.present.units.on(unit, self.present.day) or self.present.units.latest(unit)
            found.append(UnitCount(unit, place.name if place else "—", place.code if place else "", n))
        return sorted(found, key=lambda each: (-each.count, each.name))

    def page(self, first: int, most: int) -> list[tuple[str, list[Line]]]:
        """A page of the list by unit: within each the oldest first, since it has waited longest."""
        rows = self.query().select_related("dossier__applicant")
        if self.unit is not None:
            rows = rows.filter(dossier__received_unit=self.unit)
        rows = rows.order_by("dossier__received_unit", "composed_at", "pk")[first : first + most]
        return self._by_unit(rows)

    def _by_unit(self, rows: Iterable[Notice]) -> list[tuple[str, list[Line]]]:
        actor = Actor.of(self.account, self.present.day)
        groups: dict[UUID, list[Line]] = {}
        for each in rows:
            dossier: Any = each.dossier
            has_address = bool(address_of(dossier.applicant, each.channel))
            tells = may_tell(dossier, actor, self.present.at)
            line = line_of(each, tells=tells, has_address=has_address, number=dossier.number or "")
            groups.setdefault(dossier.received_unit_id, []).append(line)
        return [(self.present.unit_name(unit), lines) for unit, lines in groups.items()]
