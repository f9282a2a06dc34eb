"""Lists that the law keeps: an entry has a code, names and a legal basis from a day to a day."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import get_language


class Dated(models.Model):
    """An entry of such a list. The code stays; names and basis hold from a day to a day."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200, help_text="in Vietnamese")
    name_en = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300, blank=True)
    valid = DateRangeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en if (get_language() or "vi").startswith("en") else self.name

    @classmethod
    def on(cls, day: date, **conditions: Any) -> list[Self]:
        """The entries in force on a day."""
        return list(cls._default_manager.filter(valid__contains=day, **conditions))

    @classmethod
    def named(cls, day: date) -> dict[str, Self]:
        """By code, every entry there ever was: as it is on the day, else as it last was."""
        found = {each.code: each for each in cls._default_manager.order_by("valid")}
        return found | {each.code: each for each in cls.on(day)}
