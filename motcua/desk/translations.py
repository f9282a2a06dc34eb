"""What has to be translated, and whether it is: messages of code and templates against the Vietnamese parts.

`motcua/locale/vi/parts/*.po` are the source of truth, one file a part of the program; the catalogue that Django
reads is merged from them, sorted, without dates and addresses, so that it changes only where a translation does.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import normalize, read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
PARTS = PACKAGE / "locale" / "vi" / "parts"
MERGED = PACKAGE / "locale" / "vi" / "LC_MESSAGES" / "django.po"
# Translations of what Django and allauth say, which stands in none of our files.
FRAMEWORK = "framework"

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "translate": None,
    # Sentences of parts that run before Django does; whoever prints them translates them.
    "ServerError": None,
    "tell": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Functions whose docstring is printed: by file, what they return.
PRINTED_DOCSTRINGS = {
    "reports/figures.py": "Figure",
    "reports/shares.py": "float | None",
    "staff/figures.py": "Figure",
}
HEADER = {
    "Project-Id-Version": "motcua",
    "Language": "vi",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|(?<!%)%(?:%%)*[sd](?![\w%])")

Key = tuple[str, str]  # context, message


@dataclass(slots=True)
class Wanted:
    """A message of ours: its plural, if it has one, and the first place that says it."""

    key: Key
    plural: str
    place: str


@dataclass(slots=True)
class Parts:
    """The translations of all parts, and what is wrong with the files themselves."""

    messages: dict[Key, tuple[str, Message]] = field(default_factory=dict)  # with the part's name
    findings: list[str] = field(default_factory=list)


def wanted(package: Path = PACKAGE) -> dict[Key, Wanted]:
    """Every message in our Python files and templates."""
    found: dict[Key, Wanted] = {}
    files = [*package.rglob("*.py"), *package.glob("*/templates/**/*.html"), *package.glob("*/templates/**/*.txt")]
    for file in sorted(files):
        if "migrations" not in file.parts and "static" not in file.parts:
            for key, plural, line in _messages(file, package):
                place = f"{file.relative_to(package.parent)}:{line}"
                if key not in found or (plural and not found[key].plural):
                    found[key] = Wanted(key, plural, place)
    return found


def _messages(file: Path, package: Path) -> Iterator[tuple[Key, str, int]]:
    source = file.read_text()
    if file.suffix != ".py":
        # What templatize leaves is one call beside another; only its indentation is not Python's.
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    for line, said, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
        message, plural = said if isinstance(said, tuple) else (said, "")
        if message:
            yield (context or "", message), plural or "", line
    returns = PRINTED_DOCSTRINGS.get(str(file.relative_to(package)))
    if returns:
        yield from _docstrings(source, returns)


def _docstrings(source: str, returns: str) -> Iterator[tuple[Key, str, int]]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.returns and not node.name.startswith("_"):
            text = ast.get_docstring(node)
            if text and ast.unparse(node.returns) == returns:
                yield ("", " ".join(text.split())), "", node.lineno


def parts(folder: Path = PARTS) -> Parts:
    """The translations of all parts. One message with two different translations is a finding."""
    found = Parts()
    for file in sorted(folder.glob("*.po")):
        try:
            with file.open("rb") as opened:
                catalogue = read_po(opened, locale="vi", abort_invalid=True)
        except Exception as error:
            found.findings.append(f"{file.name}: {error}")
            continue
        for message in catalogue:
            if message.id:
                _keep(found, file.stem, message)
    return found


def _keep(found: Parts, part: str, message: Message) -> None:
    key = (str(message.context or ""), singular(message))
    before = found.messages.get(key)
    if before is None or not translation(before[1]):
        found.messages[key] = (part, message)
    elif translation(message) and translation(message) != translation(before[1]):
        found.findings.append(
            f"{part}.po, {before[0]}.po: “{key[1]}”: “{translation(message)}” ≠ “{translation(before[1])}”"
        )


def singular(message: Message) -> str:
    """The message as it is looked up."""
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def translation(message: Message) -> str:
    """Its Vietnamese, which has one form for every number; empty where there is none."""
    said = message.string
    return str((said[0] if said else "") if isinstance(said, tuple | list) else said or "")


def findings(needed: dict[Key, Wanted], given: Parts) -> Iterator[str]:
    """What is missing, differs in its placeholders, or is translated and said nowhere."""
    yield from given.findings
    for key, message in sorted(needed.items(), key=lambda item: item[1].place):
        found = given.messages.get(key)
        vietnamese = translation(found[1]) if found else ""
        if not vietnamese:
            yield f"{message.place}: “{key[1]}” ≠ vi"
        elif _placeholders(vietnamese) != _placeholders(message.plural or key[1]):
            yield f"{message.place}: “{key[1]}”: %(…)s ≠ “{vietnamese}”"
    for key, (part, _message) in sorted(given.messages.items()):
        if part != FRAMEWORK and key not in needed:
            yield f"parts/{part}.po: “{key[1]}” ∉ motcua"


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


def merged(given: Parts, needed: dict[Key, Wanted]) -> str:
    """The catalogue as Django reads it."""
    lines = ['msgid ""', 'msgstr ""', *(f'"{name}: {value}\\n"' for name, value in HEADER.items())]
    for key in sorted(given.messages):
        _part, message = given.messages[key]
        lines += ["", *_entry(key, message, needed.get(key))]
    return "\n".join(lines) + "\n"


def _entry(key: Key, message: Message, needed: Wanted | None) -> Iterable[str]:
    context, text = key
    if context:
        yield f"msgctxt {normalize(context)}"
    yield f"msgid {normalize(text)}"
    plural = needed.plural if needed and needed.plural else ""
    if not plural and isinstance(message.id, tuple | list) and len(message.id) > 1:
        plural = str(message.id[1])
    if plural:
        yield f"msgid_plural {normalize(plural)}"
        yield f"msgstr[0] {normalize(translation(message))}"
    else:
        yield f"msgstr {normalize(translation(message))}"
