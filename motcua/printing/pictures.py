"""A picture of every form: the program's invented dossiers on the forms of each circular."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from motcua.printing.render import rendered
from motcua.printing.samples import sample_of
from motcua.printing.sets import form_sets
from motcua.printing.versions import own_forms

PPI = 72
# Sixteen greys of print are enough to read a form by.
COLOURS = 16
AT = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def draw(folder: Path) -> Iterator[Path]:
    """Write the first sheet of each form of each circular as <set>-<form>.png, and an index; yields the files.

    Raises ModuleNotFoundError where Pillow, a tool of developers, is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for each in form_sets():
        for form in each.forms:
            if form in own_forms():
                file = folder / f"{each.code}-{form}.png"
                first = rendered(sample_of(form), each.code, form, AT, "png", PPI)[0]
                file.write_bytes(small(first))
                yield file
    index = folder / "README.md"
    index.write_text(_index(), encoding="utf-8")
    yield index


def small(png: bytes) -> bytes:
    """The same picture with few colours."""
    from PIL import Image  # a tool of developers: an office has no use for it

    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("L").quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _index() -> str:
    lines = [
        "# The forms",
        "",
        "First sheets, with invented people; made by `motcua forms docs/forms`. What stands on them is data of a",
        "program, and no dossier of anybody.",
    ]
    for each in form_sets():
        lines += ["", f"## {each.circular}", ""]
        for form in each.forms:
            if form in own_forms():
                name = re.sub("_", " ", form)
                lines += [f"![{name} of {each.circular}]({each.code}-{form}.png)", ""]
    return "\n".join(lines).rstrip() + "\n"
