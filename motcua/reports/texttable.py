"""Tables for a terminal, in columns as wide as what stands in them."""

import unicodedata
from collections.abc import Collection, Sequence
from typing import Any

GAP = "  "


def width(text: str) -> int:
    """How many cells of a terminal a text takes: combining marks none, wide characters two."""
    return sum(_cells(c) for c in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, most: int) -> str:
    """The text, shortened with an ellipsis to at most so many cells."""
    if width(text) <= most:
        return text
    kept, used = "", 0
    for character in text:
        if used + _cells(character) > most - 1:
            break
        kept, used = kept + character, used + _cells(character)
    return kept.rstrip() + "…"


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """The text filled up with blanks to so many cells."""
    blanks = " " * max(0, cells - width(text))
    return blanks + text if right else text + blanks


def table(
    heads: Sequence[Sequence[Any]],
    rows: Sequence[Sequence[Any]],
    *,
    right: Collection[int] = (),
    most: int = 60,
) -> str:
    """Lines of headings, a rule, and rows. `right` are the columns set to the right; the last is never cut."""
    lines = [[_plain(value) for value in line] for line in (*heads, *rows)]
    count = len(lines[0])
    lines = [[cut(text, most) if i < count - 1 else text for i, text in enumerate(line)] for line in lines]
    widths = [max(width(line[i]) for line in lines) for i in range(count)]
    told = [
        GAP.join(pad(text, widths[i], right=i in right) for i, text in enumerate(line)).rstrip() for line in lines
    ]
    rule = GAP.join("─" * cells for cells in widths)
    return "\n".join([*told[: len(heads)], rule, *told[len(heads) :]])


def _plain(value: Any) -> str:
    text = "" if value is None else str(value)
    return "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))


def wrapped(text: str, most: int) -> list[str]:
    """The words of a text in lines of at most so many cells, longer words in lines of their own."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer) > most:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
