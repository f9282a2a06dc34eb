"""The QR code of a form, as a picture among its fields."""

from io import BytesIO
from typing import Any

import segno


def qr_svg(text: str) -> str:
    """A QR code as a picture: level M, so that a fold or a stamp over a part of it does no harm."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False)
    return out.getvalue().decode()


def with_qr(said: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form with the picture of what its QR code holds, where it has one."""
    return {**said, "qr": qr_svg(said["scanned"])} if "scanned" in said else said
