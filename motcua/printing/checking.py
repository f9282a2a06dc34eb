"""Whether an administration's own form can be printed: it compiles, knows its fields, ends, and is no book.

Each problem is one sentence in the reader's language, with the line and column where the text is wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.printing.apart import SECONDS, Document, NotCompiled, TooBig, TooLong, compiled, laid_out, pages

MOST_LETTERS = 60_000
# A receipt has two, a control slip of a long way three; a book of one dossier is a mistake.
MOST_PAGES = 20
OWN = "own.typ"
WHERE = re.compile(r"┌─ (?:.*/)?([\w.-]+):(\d+):(\d+)")
NAMED = re.compile(r'(?<![\w.-])data((?:\.at\("[^"]*"\)|\.[a-z_][\w-]*)+)')
STEP = re.compile(r'\.at\("([^"]*)"\)|\.([a-z_][\w-]*)')
# What Typst itself knows to do with a dictionary, a list, a text: no fields.
METHODS = frozenset(
    [
        "at",
        "keys",
        "values",
        "pairs",
        "len",
        "insert",
        "remove",
        "first",
        "last",
        "slice",
        "map",
        "filter",
        "enumerate",
        "join",
        "contains",
        "find",
        "position",
        "rev",
        "sorted",
        "sum",
        "split",
        "trim",
        "replace",
        "starts-with",
        "ends-with",
        "match",
        "matches",
        "clusters",
        "codepoints",
        "any",
        "all",
        "fold",
        "flatten",
        "zip",
        "push",
        "pop",
        "dedup",
    ]
)
COMMENTS = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)

FIELD = gettext_noop("The form has no field “%(name)s”.")
# What Typst says most often, by the beginning of it; %(rest)s is what follows.
SENTENCES = (
    ("dictionary does not contain key ", FIELD),
    ("unclosed delimiter", gettext_noop("A bracket or a mark is opened here and never closed.")),
    ("unexpected closing", gettext_noop("A bracket is closed here that was not opened.")),
    ("unclosed ", gettext_noop("Something is opened here and never closed (%(rest)s).")),
    ("unknown variable: ", gettext_noop("“%(rest)s” is not known here. Was it misspelled?")),
    ("file not found", gettext_noop("There is no such file: a form reads the files of its own set and no others.")),
    ("path ", gettext_noop("There is no such file: a form reads the files of its own set and no others.")),
    ("failed to download package", gettext_noop("A form takes no packages from outside.")),
    ("loop seems to be infinite", gettext_noop("This loop does not end.")),
    ("condition is always true", gettext_noop("This loop does not end: its condition is always true.")),
    ("maximum ", gettext_noop("This calls itself without end.")),
    ("unknown font family", gettext_noop("There is no such typeface (%(rest)s). Forms are set in Tinos.")),
    (
        "PDF/UA-1 error: missing document title",
        gettext_noop(
            "The paper has no title to be read aloud. Begin with “#show: sheet.with(…)” as the circular does."
        ),
    ),
    ("PDF/", gettext_noop("This could not be kept for decades and read aloud: %(rest)s.")),
    ("expected ", gettext_noop("Something else has to stand here: expected %(rest)s.")),
)
OTHER = gettext_noop("Typst says: %(message)s.")
ELSEWHERE = gettext_noop("Nothing can be shown where: Typst says: %(message)s.")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a text, and where; line and column count from 1, 0 where it is no single place."""

    sentence: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.sentence
        where = {"line": self.line, "column": self.column, "sentence": self.sentence}
        return _("Line %(line)d, column %(column)d: %(sentence)s") % where


class NotPrintable(ValueError):
    """An own form cannot be printed; `problems` say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(str(each) for each in problems))
        self.problems = list(problems)


def problems_of(source: str, samples: Sequence[dict[str, Any]], standards: Sequence[str]) -> list[Problem]:
    """Everything that is wrong with a form's text, tried on the fields of some dossiers. Empty: it can be printed.

    Names of fields are looked up in the first sample also where the text would not come by; the rest is what
    compiling says, of which Typst names the first error.
    """
    if not source.strip():
        return [Problem(_("The form is empty."))]
    if len(source) > MOST_LETTERS:
        return [Problem(_("The form is longer than %(most)d letters.") % {"most": MOST_LETTERS})]
    found = list(unknown_fields(source, samples[0])) if samples else []
    if found:
        return found
    try:
        made(source, samples[:1], standards=standards, strict=True)
        if samples[1:]:
            made(source, samples[1:], standards=standards)
    except NotPrintable as problem:
        return problem.problems
    return []


def made(
    source: str,
    samples: Sequence[dict[str, Any]],
    *,
    timestamp: int = 0,
    seconds: int = 0,
    most_pages: int = MOST_PAGES,
    **options: Any,
) -> list[bytes]:
    """The files of an own form, one for each sample (a picture a page where kind="png"). Raises NotPrintable.

    `seconds` of the processor are for all samples together; without them as many as a form may take.
    """
    seconds = seconds or SECONDS
    try:
        with laid_out(source) as own:
            documents = [Document(own, each, timestamp) for each in samples]
            files = compiled(own.parent, documents, seconds=seconds, **options)
    except NotCompiled as problem:
        raise NotPrintable([_said(problem)]) from None
    except TooLong:
        words = _("The form takes longer than %(n)d seconds. Is there a loop that does not end?")
        raise NotPrintable([Problem(words % {"n": seconds})]) from None
    except TooBig:
        raise NotPrintable(
            [Problem(_("The form takes too much memory. Does it repeat something too often?"))]
        ) from None
    most = max((pages(each) for each in files), default=0) if options.get("kind", "pdf") == "pdf" else len(files)
    if most > most_pages:
        words = _("The form has %(n)d pages; at most %(most)d are printed.")
        raise NotPrintable([Problem(words % {"n": most, "most": most_pages})])
    return files


def unknown_fields(source: str, sample: dict[str, Any]) -> Iterator[Problem]:
    """Fields that the text names (data.applicant.name, data.at("number")) and that the form does not have."""
    for named in NAMED.finditer(COMMENTS.sub(lambda it: re.sub(r"[^\n]", " ", it.group()), source)):
        value: Any = sample
        for step in STEP.finditer(named.group(1)):
            name = step.group(1) or step.group(2)
            if isinstance(value, dict) and name in value:
                value = value[name]
            elif step.group(2) in METHODS:
                break
            else:
                at = named.start(1) + step.start(1 if step.group(1) else 2)
                yield Problem(_(FIELD) % {"name": name}, *_place(source, at))
                break


def _place(source: str, at: int) -> tuple[int, int]:
    return source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)


def _said(problem: NotCompiled) -> Problem:
    """Typst's error as a sentence, at the first place of it in the administration's own text."""
    message = problem.message.strip()
    places = [(file, int(line), int(column) + 1) for file, line, column in WHERE.findall(problem.diagnostic)]
    own = next(((line, column) for file, line, column in places if file == OWN), (0, 0))
    for beginning, words in SENTENCES:
        if message.startswith(beginning):
            rest = message.removeprefix(beginning).strip().strip('"').rstrip(".")
            return Problem(_(words) % {"rest": rest, "name": rest.partition('"')[0]}, *own)
    return Problem(_(OTHER if own[0] else ELSEWHERE) % {"message": message.rstrip(".")}, *own)
