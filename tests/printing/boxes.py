"""The words of a page with their boxes and sizes of type, read from the PDF's own operators and font widths."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdf
from pypdf.generic import ContentStream

# Of Tinos, as parts of the size: a capital's height above the line of writing, and what hangs below it.
ABOVE, BELOW = 0.66, 0.2
Matrix = tuple[float, float, float, float, float, float]
PLAIN: Matrix = (1, 0, 0, 1, 0, 0)
# Operators that would move what follows and that our forms do not use.
SPACING = (b"'", b'"', b"Tc", b"Tw", b"Tz", b"TL", b"T*", b"TD", b"Ts")
CODES = re.compile(r"<([0-9a-fA-F]+)>")


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page: where it stands in points from the lower left corner, and the size of its type."""

    text: str
    left: float
    right: float
    line: float
    size: float
    is_bold: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        return self.left, self.line - BELOW * self.size, self.right, self.line + ABOVE * self.size


def pages_of(pdf: bytes) -> list[list[Word]]:
    """The words of each page, in the order in which they are set."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return [list(_words(page, reader)) for page in reader.pages]


def overlapping(words: list[Word], hair: float = 0.6) -> list[tuple[str, str]]:
    """The pairs of words whose boxes lie over one another by more than a hair, in points, both ways."""
    found = []
    ordered = sorted(words, key=lambda word: word.left)
    for n, one in enumerate(ordered):
        for other in ordered[n + 1 :]:
            if other.left > one.right - hair:
                break
            (_, below, _, above), (_, under, _, over) = one.box, other.box
            if min(above, over) - max(below, under) > hair and min(one.right, other.right) - other.left > hair:
                found.append((one.text, other.text))
    return found


def _words(page: Any, reader: pypdf.PdfReader) -> Iterator[Word]:
    fonts = {name: _Font(each.get_object()) for name, each in page["/Resources"]["/Font"].items()}
    place, kept, text, font, size = PLAIN, [], PLAIN, None, 0.0
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"q":
            kept.append(place)
        elif operator == b"Q":
            place = kept.pop()
        elif operator == b"cm":
            place = _after(tuple(map(float, operands)), place)  # type: ignore[arg-type]
        elif operator == b"BT":
            text = PLAIN
        elif operator == b"Tm":
            text = tuple(map(float, operands))  # type: ignore[assignment]
        elif operator == b"Td":
            text = _after((1, 0, 0, 1, float(operands[0]), float(operands[1])), text)
        elif operator == b"Tf":
            font, size = fonts[operands[0]], float(operands[1])
        elif operator in (b"Tj", b"TJ"):
            assert font is not None
            pieces = operands[0] if operator == b"TJ" else operands
            yield from _split(font, size, pieces, _after(text, place))
        else:
            assert operator not in SPACING, operator


def _split(font: "_Font", size: float, pieces: Any, at: Matrix) -> Iterator[Word]:
    """The words of one run of glyphs; a blank, or a gap as wide as one, ends a word."""
    x, start, word = 0.0, 0.0, ""
    scale, (_, _, _, _, left, line) = abs(at[0]), at

    def done(end: float) -> Iterator[Word]:
        if word:
            yield Word(word, left + start * at[0], left + end * at[0], line, size * scale, font.is_bold)

    for piece in pieces:
        if isinstance(piece, (int, float)):
            gap = -float(piece) / 1000 * size
            if gap > 0.18 * size:
                yield from done(x)
                word = ""
            x += gap
            continue
        codes = piece.original_bytes
        for n in range(0, len(codes), 2):
            code = int.from_bytes(codes[n : n + 2])
            said, wide = font.letters.get(code, "?"), font.width(code) / 1000 * size
            if said.isspace():
                yield from done(x)
                word = ""
            else:
                start = x if not word else start
                word += said
            x += wide
    yield from done(x)


class _Font:
    """What a font of the page says: the letter of each code, and how wide it is in thousandths of the size."""

    def __init__(self, font: Any) -> None:
        below = font["/DescendantFonts"][0].get_object()
        self.is_bold = "Bold" in str(font["/BaseFont"])
        self.wide = dict(_widths(list(below["/W"])))
        self.usual = float(below.get("/DW", 1000))
        self.letters = dict(_letters(font["/ToUnicode"].get_object().get_data().decode("latin-1")))

    def width(self, code: int) -> float:
        return self.wide.get(code, self.usual)


def _widths(rows: list[Any]) -> Iterator[tuple[int, float]]:
    while rows:
        first, then = int(rows.pop(0)), rows.pop(0)
        if isinstance(then, list):
            yield from ((first + n, float(each)) for n, each in enumerate(then))
        else:
            wide = float(rows.pop(0))
            yield from ((code, wide) for code in range(first, int(then) + 1))


def _letters(table: str) -> Iterator[tuple[int, str]]:
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        found = CODES.findall(block)
        for code, said in zip(found[::2], found[1::2], strict=True):
            yield int(code, 16), bytes.fromhex(said).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        found = CODES.findall(block)
        for first, last, said in zip(found[::3], found[1::3], found[2::3], strict=True):
            begins = ord(bytes.fromhex(said).decode("utf-16-be"))
            yield from (
                (code, chr(begins + code - int(first, 16))) for code in range(int(first, 16), int(last, 16) + 1)
            )


def _after(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
