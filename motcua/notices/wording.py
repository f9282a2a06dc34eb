"""Wordings: text with named fields. They are checked when they are written, and filled when something happened."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from motcua.journal.write import Batch
from motcua.moments import local_day
from motcua.notices import sms
from motcua.notices.fields import Field, fields_of
from motcua.notices.kinds import BY_MACHINE, NoticeChannel, NoticeEvent
from motcua.notices.models import Wording
from motcua.notices.refusals import NoticeRefused
from motcua.notices.rules import administers
from motcua.people.actor import Actor
from motcua.text import nfc

DATA = Path(__file__).parent / "data"
LONGEST_TITLE = 150
# What fits into one message; of an e-mail, what an officer would read.
MOST = {NoticeChannel.SMS: sms.MOST, NoticeChannel.ZALO: 400, NoticeChannel.EMAIL: 10_000}
_PIECES = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]|[^{}]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a wording: text as it stands, or a field; and the line on which it begins."""

    line: int
    text: str = ""
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A wording in force: the package's own where nothing else is laid down (`valid_from` is None)."""

    event: NoticeEvent
    channel: NoticeChannel
    language: str
    title: str
    body: str
    valid_from: date | None = None


def pieces(text: str, event: NoticeEvent | str, channel: NoticeChannel | str) -> Iterator[Piece]:
    """The parts of a wording. Raises NoticeRefused, with the line, for a brace that stands alone, something
    between braces that is no name, or a field that the event has not by this channel."""
    fields, line = fields_of(event, channel), 1
    for found in _PIECES.finditer(text):
        said, name = found.group(), found.group(1)
        if name is not None:
            if not re.fullmatch(r"[a-z_]+", name):
                raise NoticeRefused("form", line=line)
            if name not in fields:
                offered = ", ".join(f"{{{each}}}" for each in fields)
                raise NoticeRefused("field", line=line, field=name, fields=offered)
            yield Piece(line, field=fields[name])
        elif said in "{}":
            raise NoticeRefused("brace", line=line)
        else:
            yield Piece(line, said[:1] if said in ("{{", "}}") else said)
            line += said.count("\n")


def check(event: NoticeEvent | str, channel: NoticeChannel | str, title: str, body: str) -> int:
    """Can a wording be put in force? Returns the places that it takes at most of a text message; else its length.

    In a text message numbers count with their longest and texts with their shortest form, so that whatever is
    filled in fits. Raises NoticeRefused, with the line where one is to blame.
    """
    if not body.strip():
        raise NoticeRefused("empty")
    most = MOST[NoticeChannel(channel)]
    if channel == NoticeChannel.EMAIL:
        _check_title(event, title)
        list(pieces(body, event, channel))
        if len(body) > most:
            raise NoticeRefused("long_body", length=len(body), most=most)
        return len(body)
    total, over_on = 0, 0
    for piece in pieces(body, event, channel):
        for number, text in enumerate(piece.text.split("\n"), start=piece.line):
            plain = sms.plain(text) if channel == NoticeChannel.SMS else text
            for sign in sms.strange(plain) if channel == NoticeChannel.SMS else ():
                raise NoticeRefused("sign", line=number, sign=sign)
            total += (number > piece.line) + sms.length(plain) + (piece.field.least if piece.field else 0)
            over_on = over_on or (number if total > most else 0)
    if over_on:
        raise NoticeRefused("long_sms", line=over_on, length=total, most=most, over=total - most)
    return total


def _check_title(event: NoticeEvent | str, title: str) -> None:
    if not title.strip() or "\n" in title or "\r" in title:
        raise NoticeRefused("no_title")
    if len(title) > LONGEST_TITLE:
        raise NoticeRefused("long_title", length=len(title), most=LONGEST_TITLE)
    list(pieces(title, event, NoticeChannel.EMAIL))


def fill(words: Words, values: Mapping[str, str]) -> tuple[str, str]:
    """The subject and the text with the values of an event in place of the fields; a value that lacks is a dash.

    A text message has no accents and at most 160 places: texts are shortened by whole words, an address on the web
    and a telephone are left out where they do not fit, numbers and days are never cut.
    """
    if words.channel == NoticeChannel.EMAIL:
        title = "".join(_said(piece, values) for piece in pieces(words.title, words.event, words.channel))
        return " ".join(title.split())[:200], "\n".join(_lines_of(words, values))
    parts = list(pieces(words.body, words.event, words.channel))
    is_sms = words.channel == NoticeChannel.SMS
    written = [_written(_said(part, values), part.field is not None, is_sms) for part in parts]
    most = MOST[words.channel]
    _leave_out(parts, written, most)
    texts = {str(n): written[n] for n, part in enumerate(parts) if part.field and part.field.is_text}
    room = most - sum(sms.length(text) for n, text in enumerate(written) if str(n) not in texts)
    for name, text in sms.fitted(texts, room).items():
        written[int(name)] = text
    text = "".join(written).strip()
    # A number of strange signs, which take two places or three, must not make two messages of one.
    while sms.length(text) > most:
        text = text[:-1]
    return "", text


def _lines_of(words: Words, values: Mapping[str, str]) -> Iterator[str]:
    """The lines of an e-mail; one that names a field that may lack is left out where it does."""
    for line in words.body.split("\n"):
        parts = list(pieces(line, words.event, words.channel))
        if all(values.get(part.field.name) for part in parts if part.field and part.field.may_lack):
            yield "".join(_said(part, values) for part in parts)


def _leave_out(parts: list[Piece], written: list[str], most: int) -> None:
    """Empty the fields that may lack, the last first, where even short texts leave no room for them."""

    def needed() -> int:
        shortest = [p.field.shortest if p.field and p.field.is_text else most for p in parts]
        return sum(min(sms.length(text), least) for text, least in zip(written, shortest, strict=True))

    for number in reversed(range(len(parts))):
        field = parts[number].field
        if field is not None and field.may_lack and needed() > most:
            written[number] = ""


def _said(piece: Piece, values: Mapping[str, str]) -> str:
    if piece.field is None:
        return piece.text
    return values.get(piece.field.name) or ("" if piece.field.may_lack else "-")


def _written(text: str, is_value: bool, is_sms: bool) -> str:
    if is_value:
        text = " ".join(text.split())
    return sms.writable(text) if is_sms else text


def words_on(day: date, event: NoticeEvent | str, channel: NoticeChannel | str, language: str) -> Words:
    """The wording in force on a day."""
    rows = Wording.objects.filter(event=event, channel=channel, language=language, valid_from__lte=day)
    row = rows.order_by("-valid_from").first()
    where = (NoticeEvent(event), NoticeChannel(channel), language)
    if row is not None:
        return Words(*where, row.title, row.body, row.valid_from)
    given = _defaults(language)[event][channel]
    return Words(*where, given.get("title", ""), given["body"].strip())


@cache
def _defaults(language: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{language}.toml").read_text(encoding="utf-8"))


def example(words: Words) -> tuple[str, str]:
    """A wording filled with made-up values, for who has no dossier at hand."""
    fields = fields_of(words.event, words.channel)
    return fill(words, {name: field.example for name, field in fields.items()})


@transaction.atomic
def word_notice(
    *,
    event: NoticeEvent | str,
    channel: NoticeChannel | str,
    language: str,
    title: str = "",
    body: str,
    valid_from: date,
    by: Actor,
    at: datetime,
    ground: str,
) -> Wording:
    """Put a wording in force from a day on; one that is entered for that day already is replaced.

    An administrator of the unit above all others does. Raises NoticeRefused; nothing is in force then.
    """
    post = administers(by, at)
    if event not in NoticeEvent.values:
        events = ", ".join(str(each.label) for each in NoticeEvent)
        raise NoticeRefused("unknown_event", event=str(event)[:20], events=events)
    if channel not in BY_MACHINE:
        channels = ", ".join(str(each.label) for each in BY_MACHINE)
        raise NoticeRefused("unknown_channel", channel=str(channel)[:20], channels=channels)
    if language not in dict(settings.LANGUAGES):
        raise NoticeRefused(
            "unknown_language", language=language[:10], languages=", ".join(dict(settings.LANGUAGES))
        )
    if valid_from < local_day(at):
        raise NoticeRefused("past", day=f"{valid_from:%d/%m/%Y}")
    written: dict[str, Any] = {"title": nfc(title) if channel == NoticeChannel.EMAIL else "", "body": _lines(body)}
    check(event, channel, **written)
    where: dict[str, Any] = {
        "event": str(event),
        "channel": str(channel),
        "language": language,
        "valid_from": valid_from,
    }
    batch = Batch(by=post, at=at, ground=ground)
    said = written | where | {"valid_from": valid_from.isoformat()}
    row = Wording.objects.select_for_update().filter(**where).first()
    if row is None:
        row = Wording(**where, **written)
        batch.create(row, "word_notice", said)
    else:
        batch.record(row, "word_notice", said, **written)
    batch.write()
    return row


def _lines(text: str) -> str:
    """A text as it is kept: lines end as they do everywhere, no blanks around."""
    return nfc(text.replace("\r\n", "\n").replace("\r", "\n"))
