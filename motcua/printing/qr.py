"""The QR code of a form, as a picture among its fields."""

from typing import Any

import segno

# One of the eight masks for every code; the code tells readers which. To find the one that looks most even takes
# four fifths of the time, and no more codes can be read for it (docs/rules/printing.md, "What it costs").
MASK = 3
QUIET = 1


def qr_svg(text: str) -> str:
    """A QR code as a picture: level M, so that a fold or a stamp over a part of it does no harm."""
    rows = segno.make(text, error="m", micro=False, mask=MASK).matrix
    size = len(rows) + 2 * QUIET
    runs = "".join(_runs(row, y + QUIET) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {size} {size}">'
        f'<path d="{runs}"/></svg>'
    )


def _runs(row: Any, y: int) -> str:
    """A line of the code: one box for each run of dark modules."""
    bits = "".join("1" if each else "0" for each in row)
    found, at = [], 0
    for run in bits.replace("10", "1 0").replace("01", "0 1").split():
        if run[0] == "1":
            found.append(f"M{at + QUIET} {y}h{len(run)}v1h-{len(run)}z")
        at += len(run)
    return "".join(found)


def with_qr(said: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form with the picture of what its QR code holds, where it has one."""
    return {**said, "qr": qr_svg(said["scanned"])} if "scanned" in said else said
