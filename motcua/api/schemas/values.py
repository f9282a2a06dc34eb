"""The values of the API: text, days, moments, numbers. What the database cannot hold is refused here by name."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError, core_schema

from motcua.text import nfc

# No control characters but tab and line ends; and, where something has to be said, something that is no blank.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
READABLE = f"^[^{_CONTROL}]*$"
SAID = rf"^[^{_CONTROL}]*[^\s{_CONTROL}][^{_CONTROL}]*$"

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
LONGEST_NOTE = 4000


class Sent(BaseModel):
    """What a client sends: a member that nobody knows is a mistake of its writer, and said so."""

    model_config = ConfigDict(extra="forbid")


class Told(BaseModel):
    """What is answered. Made by ourselves and not read a second time."""


def error(code: str, **params: Any) -> PydanticCustomError:
    """A value that is not accepted; its sentence stands in `motcua.api.invalid`."""
    return PydanticCustomError(code, "not accepted", params or None)


class Text:
    """For `Annotated[str, Text(200)]`: text kept composed (NFC), without outer blanks and control characters.

    `needed`: it has to say something.
    """

    def __init__(self, longest: int, example: str = "", *, needed: bool = False) -> None:
        self.longest, self.example, self.needed = longest, example, needed

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        sent = core_schema.str_schema(
            min_length=1 if self.needed else None,
            max_length=self.longest,
            pattern=SAID if self.needed else READABLE,
        )
        return core_schema.no_info_after_validator_function(self._kept, sent)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        found: dict[str, Any] = handler(schema)
        return found | {"examples": [self.example]} if self.example else found

    def _kept(self, text: str) -> str:
        kept = nfc(text)
        if len(kept) > self.longest:  # a few letters grow when they are composed
            raise error("string_too_long", max_length=self.longest)
        return kept


class OneOf:
    """For `Annotated[str, OneOf(State…)]`: one of a fixed list of words."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(words)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.literal_schema(self.words)


def _as_written(day: object) -> object:
    """A day is written as year-month-day; nothing else stands for one, such as the seconds since 1970."""
    if not isinstance(day, date) and not (isinstance(day, str) and _DAY.fullmatch(day)):
        raise error("date_type")
    return day


def _known_day(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise error("day", first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat())
    return day


def _an_address(value: str) -> str:
    try:
        if value:
            validate_email(value)
    except ValidationError as wrong:
        raise error("email") from wrong
    return value


Day = Annotated[
    date,
    BeforeValidator(_as_written),
    AfterValidator(_known_day),
    Field(examples=["2026-11-05"], description="A local day, from 1900 to 2199."),
]
Email = Annotated[str, Text(254, "lan@example.vn"), AfterValidator(_an_address)]
# A moment as it is answered: local time with its offset, cut to the second.
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-05T09:12:00+07:00"])]
# Whole numbers; the columns that keep them end at 32,767.
Count = Annotated[int, Field(ge=0, le=9999, strict=True)]
Dong = Annotated[int, Field(ge=0, le=1_000_000_000_000, strict=True, description="In đồng.", examples=[150000])]


class UnitRef(Told):
    """A unit as it is called today, or was when it ended."""

    id: Annotated[str, Field(json_schema_extra={"format": "uuid"})]
    code: Annotated[str, Field(examples=["801.02"])]
    name: Annotated[str, Field(examples=["Phòng Tư pháp"])]
