"""Merge the Vietnamese translations into one catalogue, and check that nothing is left in English."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.command import Command as Base
from motcua.command import Refusal
from motcua.desk import translations


class Command(Base):
    """`motcua messages [--check]`. Needs no database."""

    help = _("Merge the Vietnamese translations into one catalogue; with --check, only look.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to write."""
        parser.add_argument("--check", action="store_true", help=_("Write nothing; name what is missing."))

    def handle(self, *, check: bool, **options: Any) -> None:
        """Refusal where something is missing, differs or is out of date."""
        needed, given = translations.wanted(), translations.parts()
        found = list(translations.findings(needed, given))
        text = translations.merged(given, needed)
        before = translations.MERGED.read_text() if translations.MERGED.exists() else ""
        if check and text != before:
            found.append(_("The merged catalogue is not up to date: run motcua messages and commit it."))
        elif text != before:
            translations.MERGED.parent.mkdir(parents=True, exist_ok=True)
            translations.MERGED.write_text(text)
        for line in found:
            self.stdout.write(line)
        if found:
            raise Refusal(
                ngettext(
                    "%(n)s finding in the translations: a message without Vietnamese, with other placeholders, "
                    "or translated and said nowhere.",
                    "%(n)s findings in the translations: messages without Vietnamese, with other placeholders, "
                    "or translated and said nowhere.",
                    len(found),
                )
                % {"n": len(found)}
            )
        self.step(_("%(n)s messages, all of them in Vietnamese.") % {"n": len(needed)})
