"""What our management commands share: format, language, progress, days, and refusals in one sentence."""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import translation
from django.utils.translation import gettext as _
from tqdm import tqdm

T = TypeVar("T")


class Refusal(CommandError):
    """A finding or a refusal: its sentence goes to standard error, the exit code is 1."""


def day(text: str) -> date:
    """A day written as YYYY-MM-DD, for `add_argument(type=day)`."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise argparse.ArgumentTypeError(
        _("%(text)s is not a day; write it as year-month-day, such as 2019-11-06.") % {"text": text[:40]}
    )


class Command(BaseCommand):
    """The base of our commands.

    Set `formats` to offer `--format`, its first being the default, and return or `emit` the document;
    `progress` and `step` go to standard error and fall silent with `--quiet`.
    """

    formats: tuple[str, ...] = ()
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The parser with `--lang`, `--quiet` and, where there is a choice, `--format`."""
        parser = super().create_parser(os.path.basename(prog_name), subcommand, **kwargs)
        parser.add_argument("--lang", choices=("vi", "en"), help=_("Language of what is printed."))
        parser.add_argument("--quiet", action="store_true", help=_("Print no progress."))
        if self.formats:
            parser.add_argument(
                "--format", choices=self.formats, default=self.formats[0], help=_("Form of the output.")
            )
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Run from the command line; errors go up to `motcua.cli`, which prints them as one sentence."""
        self._called_from_command_line = True
        options = vars(self.create_parser(argv[0], argv[1]).parse_args(argv[2:]))
        try:
            self.execute(*options.pop("args", ()), **options)
        finally:
            connections.close_all()

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run in the language asked for."""
        self.quiet = bool(options.get("quiet"))
        with translation.override(options.get("lang") or translation.get_language() or "vi"):
            return super().execute(*args, **options)

    def emit(self, document: object) -> None:
        """Print one JSON document on standard output."""
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, default=_plain))

    def step(self, sentence: str) -> None:
        """Print one line about a step on standard error."""
        if not self.quiet:
            self.stderr.write(sentence, style_func=str)

    def progress(self, things: Iterable[T], sentence: str, total: int | None = None) -> Iterator[T]:
        """Yield the things under a bar on a terminal, under one line elsewhere."""
        with self.bar(sentence, total if total is not None else _length(things)) as bar:
            for thing in things:
                yield thing
                bar.update(1)

    @contextmanager
    def bar(self, sentence: str, total: int | None = None) -> Iterator["tqdm[Any]"]:
        """A bar that the caller moves with `update(n)`; one line where standard error is no terminal."""
        shown = not self.quiet and sys.stderr.isatty()
        if not shown:
            self.step(sentence)
        with tqdm(desc=sentence, total=total, disable=not shown, file=sys.stderr, dynamic_ncols=True) as bar:
            yield bar


def _length(things: Iterable[Any]) -> int | None:
    try:
        return len(things)  # type: ignore[arg-type]
    except TypeError:
        return None


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
