"""What cannot be reckoned with, said in the reader's language."""

from datetime import datetime

from django.utils.translation import gettext_noop

from motcua.sentence import Sentence

SENTENCES = {
    "negative": gettext_noop("A limit of %(value)s does not exist: no limit is shorter than 0 days."),
    "no_hours": gettext_noop(
        "A limit of 0 hours does not exist: nobody can keep it. Within the day is a limit of 0 days."
    ),
    "too_long": gettext_noop("A limit of %(value)s does not exist: the longest is %(most)s."),
    "ends_before": gettext_noop("The pause ends at %(until)s, before it begins at %(since)s."),
    "no_zone": gettext_noop("The moment %(moment)s has no time zone. Give it with one, such as +07:00."),
    "no_work": gettext_noop(
        "In this week the office never works: nothing would ever be due. Give at least one day hours of work."
    ),
    "midnight": gettext_noop("Hours of work cannot end at 00:00, which is the next day. Write 23:59."),
}


class Impossible(Sentence):
    """Why something cannot be reckoned with: a code, and a sentence in the reader's language."""

    sentences = SENTENCES


class NoSuchLimit(Impossible):
    """A negative limit, one of 0 hours, or one longer than any that exists."""


class NoSuchPause(Impossible):
    """A pause that ends before it begins."""


class NoZone(Impossible):
    """A moment without a time zone: nobody can say when that was."""

    @classmethod
    def of(cls, moment: datetime) -> "NoZone":
        return cls("no_zone", moment=f"{moment:%H:%M %d/%m/%Y}")


class EndsTomorrow(Impossible):
    """Hours of work that end at midnight: what is due at their close would be due on the next day."""


class NobodyWorks(Impossible):
    """A week without any hours of work."""
