"""The wordings: all of them at a glance, and one with its versions, a preview on a past dossier, and its length."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.desk.now import Now, now
from motcua.desk.seeother import SeeOther
from motcua.notices import sms
from motcua.notices.fields import fields_of
from motcua.notices.forms import Hours, Worded
from motcua.notices.kinds import BY_MACHINE, NoticeChannel, NoticeEvent
from motcua.notices.models import NoticeRule, Wording
from motcua.notices.past import filled, recent
from motcua.notices.refusals import NoticeRefused
from motcua.notices.rules import administers, decide_notice_rule, rule_on
from motcua.notices.wording import MOST, Words, check, word_notice, words_on
from motcua.people.actor import Actor
from motcua.people.models import Account
from motcua.text import nfc

GROUND = "OFFICE"
ROWS = {NoticeChannel.EMAIL: 14, NoticeChannel.SMS: 4, NoticeChannel.ZALO: 5}


@dataclass(frozen=True, slots=True)
class Where:
    """Which wording is meant: of an event, by a channel, in a language."""

    event: NoticeEvent
    channel: NoticeChannel
    language: str

    @property
    def address(self) -> str:
        return reverse("notice_wording", args=[self.event.value, self.channel.value, self.language])

    @property
    def language_name(self) -> str:
        return str(_(dict(settings.LANGUAGES)[self.language]))

    @property
    def is_email(self) -> bool:
        return self.channel == NoticeChannel.EMAIL


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as it would be sent: of a dossier, or with made-up values where there is none; or why it cannot be.

    `taken` is what it takes as filled, `at_most` with the longest numbers; of `room` characters.
    """

    title: str = ""
    body: str = ""
    number: str = ""
    taken: int = 0
    at_most: int = 0
    room: int = 0
    wrong: str = ""
    line: int | None = None
    text_lines: tuple[str, ...] = ()


@require_safe
def wordings(request: HttpRequest) -> HttpResponse:
    """GET /notices/wordings/: every event, channel and language, and since when its wording holds; the hours."""
    return _all(request)


def _all(request: HttpRequest, form: Hours | None = None, status: int = 200) -> HttpResponse:
    present, actor = _present(request)
    laid: dict[tuple[str, str, str], list[date]] = {}
    keys = ("event", "channel", "language", "valid_from")
    for event, channel, language, day in Wording.objects.order_by("valid_from").values_list(*keys):
        laid.setdefault((event, channel, language), []).append(day)
    ways = [(channel, language) for channel in BY_MACHINE for language, _name in settings.LANGUAGES]
    rows = [
        (event, [_cell(Where(event, *way), laid.get((event, *way), []), present.day) for way in ways])
        for event in NoticeEvent
    ]
    rule = rule_on(present.day)
    initial = {"quiet_from": rule.quiet_from, "quiet_until": rule.quiet_until, "per_minute": rule.per_minute}
    context = {
        "here": "notices",
        "rows": rows,
        "channels": BY_MACHINE,
        "languages": [Where(NoticeEvent.RECEIVED, *way).language_name for way in ways],
        "span": len(settings.LANGUAGES),
        "administers": _administers(actor, present),
        "rule": rule,
        "form": form or Hours(initial=initial | {"valid_from": present.day}),
        "coming": NoticeRule.objects.filter(valid_from__gt=present.day).order_by("valid_from"),
    }
    return render(request, "notices/wordings.html", context, status=status)


def _cell(where: Where, days: list[date], today: date) -> dict[str, Any]:
    """One wording of the table: since when it holds (none: the package's), and when the next one begins."""
    since = max((day for day in days if day <= today), default=None)
    return {"where": where, "since": since, "coming": min((day for day in days if day > today), default=None)}


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest, event: str, channel: str, language: str) -> HttpResponse:
    """GET shows the wording in force (or with since=DAY the one of that day) and its preview on number=…;
    POST with `_preview` shows what is typed, else it is put in force from its day on."""
    if event not in NoticeEvent.values or channel not in BY_MACHINE or language not in dict(settings.LANGUAGES):
        raise Http404(event)
    where = Where(NoticeEvent(event), NoticeChannel(channel), language)
    present, actor = _present(request)
    shape: dict[str, Any] = {"lines": ROWS[where.channel], "has_title": where.is_email}
    if request.method != "POST":
        words = words_on(_day(request.GET.get("since", ""), present.day), *_key(where))
        initial = {"title": words.title, "body": words.body, "valid_from": present.day}
        return _one(request, where, Worded(initial=initial, **shape), words)
    form = Worded(request.POST, **shape)
    said = Words(*_key(where), nfc(request.POST.get("title", "")), _lines(request.POST.get("body", "")))
    if "_preview" in request.POST:
        return _one(request, where, form, said, is_typed=True)
    if not _administers(actor, present):
        raise PermissionDenied
    if not form.is_valid():
        return _one(request, where, form, said, status=422, is_typed=True)
    try:
        made = word_notice(
            event=where.event,
            channel=where.channel,
            language=where.language,
            title=said.title,
            body=said.body,
            valid_from=form.cleaned_data["valid_from"],
            by=actor,
            at=timezone.now(),
            ground=GROUND,
        )
    except NoticeRefused as refused:
        form.add_error(_field(refused, form), str(refused))
        return _one(request, where, form, said, status=409, is_typed=True)
    messages.success(request, _("The wording holds from %(day)s on.") % {"day": f"{made.valid_from:%d/%m/%Y}"})
    return SeeOther(f"{where.address}?since={made.valid_from.isoformat()}")


@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """POST /notices/hours/: quiet_from, quiet_until, per_minute, valid_from."""
    present, actor = _present(request)
    if request.method != "POST":
        return SeeOther(f"{reverse('notice_wordings')}#hours")
    if not _administers(actor, present):
        raise PermissionDenied
    form = Hours(request.POST)
    if form.is_valid():
        try:
            decide_notice_rule(**form.cleaned_data, by=actor, at=timezone.now(), ground=GROUND)
        except NoticeRefused as refused:
            field = {"rate": "per_minute", "hours": "quiet_until", "past": "valid_from"}.get(refused.code)
            form.add_error(field, str(refused))
            return _all(request, form, 409)
        day = f"{form.cleaned_data['valid_from']:%d/%m/%Y}"
        messages.success(request, _("The hours hold from %(day)s on.") % {"day": day})
        return SeeOther(f"{reverse('notice_wordings')}#hours")
    return _all(request, form, 422)


def _one(
    request: HttpRequest, where: Where, form: Worded, words: Words, *, status: int = 200, is_typed: bool = False
) -> HttpResponse:
    """The page of a wording; for HTMX its preview alone."""
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present, actor = _present(request)
    number = nfc((request.POST if request.method == "POST" else request.GET).get("number", ""))[:60].strip()
    versions = Wording.objects.filter(event=where.event, channel=where.channel, language=where.language)
    shown = preview(words, request.user, present, number, is_typed=is_typed)
    context = {
        "here": "notices",
        "where": where,
        "form": form,
        "words": words,
        "preview": shown,
        "asked": number,
        "fields": fields_of(where.event, where.channel).values(),
        "versions": list(versions.order_by("-valid_from")),
        "today": present.day,
        "administers": _administers(actor, present),
        "is_sms": where.channel == NoticeChannel.SMS,
    }
    if "HX-Request" in request.headers and "_preview" in request.POST:
        return render(request, "notices/_preview.html", context)
    return render(request, "notices/wording.html", context, status=status)


def preview(words: Words, account: Account, present: Now, number: str, *, is_typed: bool = False) -> Preview:
    """A wording as it would read for a past dossier that the reader may see: the one named, else a recent one."""
    room = MOST[words.channel] if words.channel != NoticeChannel.EMAIL else 0
    try:
        at_most = check(words.event, words.channel, words.title, words.body)
    except NoticeRefused as refused:
        lines = tuple(words.body.split("\n")) if refused.line else ()
        return Preview(wrong=str(refused), line=refused.line, text_lines=lines, room=room)
    found = recent(words.event, account, present, number)
    if number and found is None:
        wrong = _("Of dossier %(number)s there is no such event, or you may not see it. Name another one.")
        return Preview(wrong=wrong % {"number": number}, room=room)
    title, body = filled(words, found)
    taken = sms.length(body) if words.channel == NoticeChannel.SMS else len(body)
    return Preview(title, body, found.number if found else "", taken, at_most, room)


def _key(where: Where) -> tuple[NoticeEvent, NoticeChannel, str]:
    return where.event, where.channel, where.language


def _field(refused: NoticeRefused, form: Worded) -> str | None:
    if refused.code == "past":
        return "valid_from"
    if refused.code in ("no_title", "long_title"):
        return "title"
    return "body" if "body" in form.fields else None


def _lines(text: str) -> str:
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n"))


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _present(request: HttpRequest) -> tuple[Now, Actor]:
    assert isinstance(request.user, Account)  # noqa: S101 -- nobody else comes here
    present = now()
    return present, Actor.of(request.user, present.day)


def _administers(actor: Actor, present: Now) -> bool:
    try:
        administers(actor, present.at)
    except NoticeRefused:
        return False
    return True
