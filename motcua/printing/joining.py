"""Join PDFs as Typst writes them into one that keeps their tags, and so what they say of themselves.

Each file stays a part of the structure: under one Document a Part for each, its numbers, its keys in the parent
tree and its names moved along (ISO 32000-1, 14.7). Libraries that join any PDF drop the tags. This one knows one
writer: plain objects, one table, structure in the open. What is built otherwise it refuses.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

HEAD = b"%PDF-1.7\n%\x80\x80\x80\x80\n"
# Inside of a string nothing is a number of an object. Strings may hold balanced brackets: three deep is enough.
_INNER = rb"[^\\()]|\\."
_STRING = rb"\((?:" + _INNER + rb"|\((?:" + _INNER + rb"|\((?:" + _INNER + rb")*\))*\))*\)"
MOVED = re.compile(rb"(" + _STRING + rb"|/StructParents? \d+|\b\d+ 0 R\b)", re.DOTALL)
NAMED = re.compile(rb"\(U\d+x\d+y\d+\)")
STREAM = b">>\nstream\n"
# So many small objects are compressed together: most of a tagged file is its structure.
TOGETHER = 400


class NotJoined(ValueError):
    """A file is not built as Typst builds it."""


@dataclass(slots=True)
class _Part:
    """One file: its objects as text, the data of those that are streams, the numbers of those that matter."""

    texts: dict[int, bytes]
    data: dict[int, bytes]
    catalog: int
    pages: int
    structure: int
    metadata: int
    intents: int
    info: int
    outlines: int

    @property
    def own(self) -> set[int]:
        """What a file has once: none of it is taken over but from the first."""
        return {self.catalog, self.structure, self.metadata, self.info, self.outlines}


@dataclass(slots=True)
class _Whole:
    """The file that grows: objects by their new number, and what the roots will need."""

    texts: dict[int, bytes] = field(default_factory=dict)
    data: dict[int, bytes] = field(default_factory=dict)
    streams: dict[bytes, int] = field(default_factory=dict)
    pages: list[int] = field(default_factory=list)
    count: int = 0
    kids: list[bytes] = field(default_factory=list)
    parents: list[bytes] = field(default_factory=list)
    named: list[bytes] = field(default_factory=list)
    keys: int = 0
    last: int = 4


# The roots of the file that grows.
CATALOG, PAGES, STRUCTURE, DOCUMENT = 1, 2, 3, 4


def joined(files: Sequence[bytes]) -> bytes:
    """Several PDFs by Typst as one, in their order; one is itself, none is nothing.

    It says of itself what the least of them says: PDF/A-2a and PDF/UA-1 if all are. Raises NotJoined.
    """
    if len(files) <= 1:
        return files[0] if files else b""
    least = min(range(len(files)), key=lambda n: _claims(files[n]))
    whole, catalog, roles = _Whole(), b"", b""
    for n, each in enumerate(files):
        part = _read(each)
        where = _taken_over(whole, part, n, keeps=n == least)
        if n == least:
            catalog = _catalog(part, where)
            roles = _between(part.texts[part.structure], b"/RoleMap<<", b">>")
    kids = b" ".join(b"%d 0 R" % each for each in whole.pages)
    whole.texts |= {
        CATALOG: catalog,
        PAGES: b"<</Type/Pages/Count %d/Kids[%s]>>" % (whole.count, kids),
        STRUCTURE: b"<</Type/StructTreeRoot/RoleMap<<%s>>/K[%d 0 R]/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d"
        b"/IDTree<</Names[%s]>>>>"
        % (roles, DOCUMENT, b" ".join(whole.parents), whole.keys, b" ".join(whole.named)),
        DOCUMENT: b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (STRUCTURE, b" ".join(whole.kids)),
    }
    return b"".join(_written(whole))


def _claims(pdf: bytes) -> int:
    """How much a file says of itself: an archive's, a reader's aloud."""
    return pdf.count(b"<pdfaid:part>") + pdf.count(b"<pdfuaid:part>")


def _read(pdf: bytes) -> _Part:
    start = int(pdf[pdf.rfind(b"startxref") + 9 :].split(None, 1)[0])
    head = re.compile(rb"xref\n0 (\d+)\n").match(pdf, start)
    if head is None:
        raise NotJoined("no table of objects")
    rows = [pdf[head.end() + 20 * n : head.end() + 20 * n + 18] for n in range(int(head.group(1)))]
    at = {int(row[:10]): n for n, row in enumerate(rows) if row[17:18] == b"n"}
    places = [*sorted(at), start]
    texts, data = {}, {}
    for place, following in pairwise(places):
        n = at[place]
        text = pdf[place:following].removeprefix(b"%d 0 obj\n" % n)
        text = text[: text.rfind(b"endobj")].rstrip(b"\n")
        before, is_stream, rest = text.partition(STREAM)
        texts[n] = before + b">>" if is_stream else text
        if is_stream:
            data[n] = rest[: int(_found(rb"/Length (\d+)", texts[n]))]
    root = int(_found(rb"/Root (\d+) 0 R", pdf[start:]))
    catalog = texts[root]
    number = {name: _number(catalog, name) for name in ("Pages", "StructTreeRoot", "Metadata", "OutputIntents")}
    return _Part(
        texts,
        data,
        root,
        number["Pages"],
        number["StructTreeRoot"],
        number["Metadata"],
        number["OutputIntents"],
        _number(pdf[start:], "Info"),
        _number(catalog, "Outlines"),
    )


def _taken_over(whole: _Whole, part: _Part, n: int, *, keeps: bool) -> dict[int, int]:
    """Bring a part's objects along under new numbers; returns which became which."""
    if not part.structure or not part.pages:
        raise NotJoined("no pages, or no structure")
    own = part.own - ({part.metadata} if keeps else set())
    where: dict[int, int] = {}
    for number, text in part.texts.items():
        if number in own:
            continue
        stream = part.data.get(number)
        if stream is not None and b" 0 R" not in text:  # the same picture, the same colours: once
            known = hashlib.sha256(text + stream).digest()
            if known in whole.streams:
                where[number] = whole.streams[known]
                continue
            whole.streams[known] = whole.last + 1
        whole.last += 1
        where[number] = whole.last
    where |= {part.structure: DOCUMENT, part.catalog: CATALOG}
    for number, new in where.items():
        if number not in own and new not in whole.texts:
            whole.texts[new] = _moved(part.texts[number], where, n, whole.keys)
            if number in part.data:
                whole.data[new] = part.data[number]
    _rooted(whole, part, where, n)
    return where


def _rooted(whole: _Whole, part: _Part, where: dict[int, int], n: int) -> None:
    """Hang a part's pages and its structure into the whole's."""
    pages = where[part.pages]
    whole.pages.append(pages)
    whole.count += int(_found(rb"/Count (\d+)", whole.texts[pages]))
    whole.texts[pages] = whole.texts[pages].replace(b"<<", b"<</Parent %d 0 R" % PAGES, 1)
    structure = part.texts[part.structure]
    for kid in re.findall(rb"(\d+) 0 R", _between(structure, b"/K[", b"]")):
        new = where[int(kid)]
        whole.texts[new] = whole.texts[new].replace(b"/S/Document", b"/S/Part", 1)
        whole.kids.append(b"%d 0 R" % new)
    rows = re.findall(rb"(\d+) (\d+) 0 R", _between(structure, b"/Nums[", b"]"))
    whole.parents += [b"%d %d 0 R" % (whole.keys + int(key), where[int(of)]) for key, of in rows]
    whole.keys += max((int(key) for key, _of in rows), default=-1) + 1
    names = re.findall(rb"(\([^()]*\))(\d+) 0 R", _between(structure, b"/Names[", b"]"))
    whole.named += [b"%s%d 0 R" % (_name(name, n), where[int(of)]) for name, of in names]


def _moved(text: bytes, where: dict[int, int], n: int, keys: int) -> bytes:
    """The text of an object with the new numbers of those that it names."""
    pieces = MOVED.split(text)
    for at in range(1, len(pieces), 2):
        each = pieces[at]
        if each[0] == 0x28:  # a string
            if NAMED.fullmatch(each):
                pieces[at] = _name(each, n)
        elif each[0] == 0x2F:
            name, _blank, key = each.partition(b" ")
            pieces[at] = b"%s %d" % (name, int(key) + keys)
        else:
            pieces[at] = b"%d 0 R" % where[int(each[:-4])]
    return b"".join(pieces)


def _name(name: bytes, n: int) -> bytes:
    """A cell's name, one that no other part has; sorted as the tree of names wants them."""
    return b"(p%05d%s" % (n, name[1:])


def _catalog(part: _Part, where: dict[int, int]) -> bytes:
    """The catalog of a part, of the whole."""
    text = part.texts[part.catalog]
    found = [b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R" % (PAGES, STRUCTURE)]
    found += [b"/Metadata %d 0 R" % where[part.metadata]] if part.metadata else []
    found += [b"/OutputIntents %d 0 R" % where[part.intents]] if part.intents else []
    for said in (rb"/Lang\([^()]*\)", rb"/MarkInfo<<[^>]*>>", rb"/ViewerPreferences<<[^>]*>>"):
        same = re.search(said, text)
        found += [same.group()] if same else []
    return b"".join(found) + b">>"


def _written(whole: _Whole) -> Iterator[bytes]:
    """The file: streams as they are, all else compressed together, and where each object lies."""
    yield HEAD
    at, places = len(HEAD), dict[int, tuple[int, int, int]]()
    small = [n for n in sorted(whole.texts) if n not in whole.data]
    for n, data in sorted(whole.data.items()):
        places[n] = (1, at, 0)
        written = b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (n, whole.texts[n], data)
        at += len(written)
        yield written
    new = whole.last
    for start in range(0, len(small), TOGETHER):
        new += 1
        some = small[start : start + TOGETHER]
        heads, offset = [], 0
        for index, n in enumerate(some):
            heads.append(b"%d %d" % (n, offset))
            offset += len(whole.texts[n]) + 1
            places[n] = (2, new, index)
        head = b" ".join(heads) + b"\n"
        packed = zlib.compress(head + b"\n".join(whole.texts[n] for n in some) + b"\n", 6)
        said = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (len(some), len(head), len(packed))
        places[new] = (1, at, 0)
        written = b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (new, said, packed)
        at += len(written)
        yield written
    new += 1
    places[new] = (1, at, 0)
    rows = b"".join(
        b"%c%s%s" % (kind, place.to_bytes(5, "big"), index.to_bytes(2, "big"))
        for kind, place, index in (places.get(n, (0, 0, 0)) for n in range(new + 1))
    )
    packed = zlib.compress(rows, 6)
    name = hashlib.sha256(rows + b"".join(whole.texts[n] for n in (CATALOG, STRUCTURE))).hexdigest()[:32].encode()
    yield (
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 5 2]/Root %d 0 R/ID[<%s><%s>]/Filter/FlateDecode/Length %d>>\n"
        b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (new, new + 1, CATALOG, name, name, len(packed), packed, at)
    )


def _number(text: bytes, name: str) -> int:
    found = re.search(rb"/" + name.encode() + rb" (\d+) 0 R", text)
    return int(found.group(1)) if found else 0


def _found(pattern: bytes, text: bytes) -> bytes:
    found = re.search(pattern, text)
    if found is None:
        raise NotJoined(f"{pattern!r} is missing")
    return found.group(1)


def _between(text: bytes, before: bytes, after: bytes) -> bytes:
    return text.partition(before)[2].partition(after)[0]
