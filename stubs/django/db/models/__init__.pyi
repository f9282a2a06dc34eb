# mypy sees Django untyped; only its choices need telling, whose members it would take for tuples.
import enum
from typing import Any

class _Meta(enum.EnumMeta):
    @property
    def choices(cls) -> list[tuple[Any, Any]]: ...
    @property
    def values(cls) -> list[Any]: ...
    @property
    def labels(cls) -> list[Any]: ...

class Choices(enum.Enum, metaclass=_Meta):  # type: ignore[misc]
    _value_: Any
    @property
    def label(self) -> Any: ...
    @property
    def value(self) -> Any: ...

class IntegerChoices(int, Choices): ...  # type: ignore[misc]
class TextChoices(str, Choices): ...  # type: ignore[misc]

def __getattr__(name: str) -> Any: ...
