"""What a cell of the procedures' template may say, and what it means. Each raises ValueError with a sentence."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from motcua.catalogue.content import Case, Fee, PaperLine
from motcua.catalogue.models import Channel
from motcua.catalogue.pausing import BY_LAW, CAUSES, CONTINUE, HOW, Pauses
from motcua.catalogue.sheets import grouped
from motcua.text import fold, nfc
from motcua.worktime.limits import Limit, LimitUnit

CODE = re.compile(r"[0-9]\.[0-9]{6}(\.[0-9A-Za-z.]{1,40})?")
LONGEST_NAME = 5_000
LONGEST_LIMIT = 3_650
LARGEST_AMOUNT = 10**12
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)

UNITS: Mapping[str, LimitUnit] = {
    "working_day": LimitUnit.WORKING_DAY,
    "working days": LimitUnit.WORKING_DAY,
    "working day": LimitUnit.WORKING_DAY,
    "ngay lam viec": LimitUnit.WORKING_DAY,
    "calendar_day": LimitUnit.CALENDAR_DAY,
    "calendar days": LimitUnit.CALENDAR_DAY,
    "calendar day": LimitUnit.CALENDAR_DAY,
    "ngay": LimitUnit.CALENDAR_DAY,
    "hour": LimitUnit.HOUR,
    "hours": LimitUnit.HOUR,
    "working hours": LimitUnit.HOUR,
    "gio": LimitUnit.HOUR,
    "gio lam viec": LimitUnit.HOUR,
}
YES = {"co", "x", "yes", "true", "1", "dung"}
NO = {"khong", "no", "false", "0"}
FREE = {"mien phi", "free", "khong thu"}
COUNCIL = {"hdnd", "hdnd tinh", "council", "do hdnd tinh quyet dinh", "do hoi dong nhan dan tinh quyet dinh"}


def line(value: Any, longest: int = LONGEST_NAME) -> str:
    """One line of text: NFC, single blanks."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(_("Write text here."))
    text = " ".join(nfc(str(value)).split())
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(_("The text holds half characters that cannot be stored. Type it again.")) from None
    if len(text) > longest:
        raise ValueError(
            _("The text is too long: %(length)s characters, at most %(longest)s. Shorten it.")
            % {"length": grouped(len(text)), "longest": grouped(longest)}
        )
    return text


def code(value: Any) -> str:
    """A national code such as 1.001193, also where a spreadsheet took it for a number and dropped zeros."""
    text = f"{value:.6f}" if isinstance(value, float) else line(value)
    if not CODE.fullmatch(text):
        raise ValueError(
            _("%(code)s is not the code of a procedure. Write it as text with six digits, such as 2.000720.")
            % {"code": text[:40]}
        )
    return text


def several(value: Any) -> tuple[str, ...]:
    """Several short texts, apart by semicolons or line breaks."""
    if not isinstance(value, str):
        value = line(value)
    return tuple(dict.fromkeys(part for part in map(line, re.split(r"[;\n]", value)) if part))


def number(value: Any, largest: int = LONGEST_LIMIT) -> int:
    """A whole number from 0 up to the largest that makes sense."""
    if isinstance(value, bool):
        raise ValueError(_("Write a whole number."))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value) if isinstance(value, int) else line(value)
    if re.fullmatch(r"-[0-9]+", text):
        raise ValueError(_("%(number)s is negative; write 0 or more.") % {"number": text[:20]})
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise ValueError(_("%(text)s is not a whole number.") % {"text": text[:40]})
    if int(text) > largest:
        raise ValueError(
            _("%(number)s is too much; at most %(largest)s makes sense.")
            % {"number": text, "largest": grouped(largest)}
        )
    return int(text)


def unit(value: Any) -> LimitUnit:
    """The unit of a limit, in Vietnamese, English or as its code."""
    text = line(value)
    found = UNITS.get(fold(text))
    if found is None:
        raise ValueError(
            _("%(unit)s is not a unit of time. Write working days, calendar days or hours.") % {"unit": text[:40]}
        )
    return found


def limit(value: int, of: LimitUnit, cutoff: time | None = None) -> Limit:
    """A limit that somebody can keep."""
    try:
        return Limit(value, of, cutoff)
    except ValueError:
        raise ValueError(
            _("Nobody can keep a limit of 0 hours; write 0 working days for within the day.")
        ) from None


def clock(value: Any) -> time:
    """A time of day such as 15:00."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    found = re.fullmatch(r"([0-9]{1,2})\s*[:hg]\s*([0-9]{2})", line(value).lower())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(_("%(text)s is not a time of day; write it like 15:00.") % {"text": line(value)[:40]})
    return time(int(found[1]), int(found[2]))


def day(value: Any) -> date:
    """A day such as 05/11/2019 or 2019-11-05."""
    if isinstance(value, datetime):
        value = value.date()
    found = value if isinstance(value, date) else _written_day(line(value))
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError(
            _("%(day)s is not a day on which a procedure can come into force. Check the year.")
            % {"day": f"{found:%d/%m/%Y}"}
        )
    return found


def _written_day(text: str) -> date:
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
    vietnamese = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if vietnamese:
            return date(int(vietnamese[3]), int(vietnamese[2]), int(vietnamese[1]))
    except ValueError:
        pass
    raise ValueError(_("%(text)s is not a day; write it like 05/11/2019.") % {"text": text[:40]})


def truth(value: Any) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    text = fold(line(value))
    if text not in YES | NO:
        raise ValueError(_("%(text)s is neither yes nor no.") % {"text": line(value)[:40]})
    return text in YES


def fees(value: Any) -> tuple[Fee, ...]:
    """Fees as "name: amount", apart by semicolons or lines; an amount in đồng, "free" or "council"."""
    found = []
    for part in several(value):
        name, colon, amount = part.rpartition(":")
        if not colon or not name.strip():
            raise ValueError(
                _("%(text)s is not a fee; write its name, a colon and the amount in đồng, 'free' or 'council'.")
                % {"text": part[:60]}
            )
        found.append(Fee(name.strip(), _amount(amount.strip())))
    return tuple(found)


def _amount(text: str) -> int | None:
    plain = fold(text)
    if plain in COUNCIL:
        return None
    if plain in FREE:
        return 0
    plain = re.sub(r"\s*(vnd|dong|d)$", "", plain)
    if re.fullmatch(r"[0-9]{1,3}([., ][0-9]{3})+", plain):
        plain = re.sub(r"[., ]", "", plain)
    return number(plain, LARGEST_AMOUNT)


def papers(value: Any) -> tuple[PaperLine, ...]:
    """The checklist, a line a paper: "name | originals | copies"."""
    if not isinstance(value, str):
        value = line(value)
    found = []
    for part in filter(None, (text.strip() for text in value.split("\n"))):
        name, *counts = (piece.strip() for piece in part.split("|"))
        if not name or len(counts) > 2:
            raise ValueError(
                _("%(text)s is not a paper; write its name | originals | copies.") % {"text": part[:60]}
            )
        originals, copies = (number(count or 0, 1000) for count in (*counts, 0, 0)[:2])
        found.append(PaperLine(line(name), originals, copies))
    return tuple(found)


def pauses(value: Any) -> Pauses:
    """What stops the clock, apart by semicolons: "fee=continue; tax=anew", or a cause alone, which continues.

    A supplement stops it by law, named or not.
    """
    found = dict(BY_LAW)
    named = set()
    for part in several(value):
        cause, _sign, how = (piece.strip().lower() for piece in part.replace(":", "=").partition("="))
        if cause not in CAUSES:
            raise ValueError(
                _("%(cause)s is not a cause that stops the clock. Known are: %(known)s.")
                % {"cause": cause[:40], "known": ", ".join(CAUSES)}
            )
        if (how or CONTINUE) not in HOW:
            raise ValueError(
                _("After a pause a limit goes on (continue) or begins anew (anew); %(how)s is neither.")
                % {"how": how[:40]}
            )
        if cause in named:
            raise ValueError(
                _("The cause %(cause)s stands twice among the pauses. Keep one of the two.") % {"cause": cause}
            )
        named.add(cause)
        found[cause] = how or CONTINUE
    return tuple(sorted(found.items()))


def whole_limit(value: Any) -> Limit:
    """A limit in one text, such as "12 working days" or "4 hours"; a number alone counts working days."""
    count, _blank, of = line(value).partition(" ")
    return limit(number(count), unit(of) if of else LimitUnit.WORKING_DAY)


def cases(value: Any) -> tuple[Case, ...]:
    """Limits of their own, a line a case: "code | name | limit | from quantity | channel"."""
    if not isinstance(value, str):
        value = line(value)
    found = []
    for part in filter(None, (text.strip() for text in value.split("\n"))):
        pieces = [piece.strip() for piece in part.split("|")]
        if not 3 <= len(pieces) <= 5:
            raise ValueError(
                _("%(text)s is not a case; write its code | name | limit | from quantity | channel.")
                % {"text": part[:60]}
            )
        code_of, name, limit_of, quantity, channel = (*pieces, "", "")[:5]
        if channel and channel not in Channel.values:
            raise ValueError(
                _("%(channel)s is not a channel; write counter, online or post.") % {"channel": channel[:40]}
            )
        found.append(Case(whole_limit(limit_of), code_of, line(name), number(quantity or 1), channel))
    return tuple(found)


def steps(value: Any) -> tuple[tuple[str, Limit], ...]:
    """Limits of single steps, apart by semicolons: "handling=3 working days; leader=4 hours"."""
    found = []
    for part in several(value):
        step, sign, text = (piece.strip() for piece in part.partition("="))
        if not sign:
            raise ValueError(
                _("%(text)s is not the limit of a step; write it like handling=3 working days.")
                % {"text": part[:60]}
            )
        found.append((step, whole_limit(text)))
    return tuple(found)
