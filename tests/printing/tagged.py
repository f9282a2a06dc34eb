"""Is a PDF tagged throughout and archivable? Read by a library that had no part in writing it."""

import io
import re
from typing import Any

import pypdf

MARKED = re.compile(rb"/MCID (\d+)")


def assert_tagged_throughout(pdf: bytes) -> None:
    """PDF/A-2a and PDF/UA-1 are claimed, and what they ask of the structure is so (ISO 32000-1, 14.7).

    Every marked piece of every page leads through the parent tree to an element that hangs below the one Document
    and names the page; every cell's name is in the tree of names, and what names a heading finds it there.
    """
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    root: Any = reader.trailer["/Root"]
    said = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2<" in said and "<pdfaid:conformance>A<" in said and "<pdfuaid:part>1<" in said
    assert root["/MarkInfo"]["/Marked"] and root["/OutputIntents"][0]["/DestOutputProfile"].get_object().get_data()
    assert str(root["/Lang"]).lower().startswith("vi")
    structure = root["/StructTreeRoot"]
    [document] = structure["/K"]
    assert document.get_object()["/S"] == "/Document"
    below, names = _below(document)
    nums = structure["/ParentTree"]["/Nums"]
    parents = {int(nums[n]): nums[n + 1].get_object() for n in range(0, len(nums), 2)}
    assert list(parents) == sorted(set(parents)), "keys in order, each once"
    for page in reader.pages:
        marked = {int(n) for n in MARKED.findall(page.get_contents().get_data())}
        of_page = parents.pop(page["/StructParents"])
        assert marked == set(range(len(of_page))), "each piece has its place in the parent tree"
        for element in of_page:
            assert element.idnum in below
            pages = below[element.idnum]
            assert page.indirect_reference.idnum in pages
        fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
        assert fonts and all("+Tinos" in font for font in fonts)
    assert not parents
    found = structure["/IDTree"]["/Names"] if "/IDTree" in structure else []
    assert [str(each) for each in found[::2]] == sorted({str(each) for each in found[::2]})
    assert names["/ID"] == {str(each) for each in found[::2]} >= names["/Headers"]


def _below(document: Any) -> tuple[dict[int, set[int]], dict[str, set[str]]]:
    """The elements below one by their numbers, with the pages that each names; the names given and used."""
    found: dict[int, set[int]] = {}
    names: dict[str, set[str]] = {"/ID": set(), "/Headers": set()}
    left = [document]
    while left:
        reference = left.pop()
        element = reference.get_object()
        assert reference.idnum not in found, "each hangs in one place"
        kids = element.get("/K", [])
        of_pages = {each.raw_get("/Pg").idnum for each in (element, *kids) if _names_a_page(each)}
        found[reference.idnum] = of_pages
        if "/ID" in element:
            names["/ID"].add(str(element["/ID"]))
        for attributes in element.get("/A", []):
            names["/Headers"] |= {str(each) for each in attributes.get_object().get("/Headers", [])}
        for each in kids:
            if isinstance(each, pypdf.generic.IndirectObject):
                assert each.get_object().raw_get("/P").idnum == reference.idnum, "a child names its parent"
                left.append(each)
    return found, names


def _names_a_page(each: Any) -> bool:
    return isinstance(each, pypdf.generic.DictionaryObject) and "/Pg" in each
