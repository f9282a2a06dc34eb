"""Files to browsers: small on the line, fetched once, and no rule that two desks would see differently."""

import gzip
import re
from pathlib import Path

from django.test import Client

from motcua.desk.files import mark

DESK = Path(__file__).resolve().parents[2] / "motcua" / "desk"
FILE = DESK / "static/desk/page.css"
SMALL = {"Accept-Encoding": "gzip, deflate, br"}


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


def test_text_is_sent_compressed_and_is_the_same_text(client: Client) -> None:
    answer = client.get("/static/desk/page.css", headers=SMALL)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"].startswith("text/css")
    assert gzip.decompress(body(answer)) == FILE.read_bytes()
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_browser_that_cannot_unpack_gets_it_plain(client: Client) -> None:
    answer = client.get("/static/desk/page.css", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert body(answer) == FILE.read_bytes()


def test_what_is_named_with_its_mark_is_kept_for_a_year_and_anything_else_is_not(client: Client) -> None:
    named = f"/static/desk/page.css?v={mark('desk/page.css')}"
    assert "immutable" in client.get(named, headers=SMALL).headers["Cache-Control"]
    for other in ("/static/desk/page.css", "/static/desk/page.css?v=0123456789", "/static/desk/page.css?v="):
        assert "immutable" not in client.get(other, headers=SMALL).headers["Cache-Control"]


def test_a_file_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    told = client.get("/static/desk/page.css", headers=SMALL).headers["ETag"]
    again = client.get("/static/desk/page.css", headers={**SMALL, "If-None-Match": told})
    assert (again.status_code, body(again)) == (304, b"")


def test_fonts_are_not_compressed_twice(client: Client) -> None:
    answer = client.get("/static/font/files/be-vietnam-pro-latin-400-normal.woff2", headers=SMALL)
    assert answer.status_code == 200
    assert body(answer)[:4] == b"wOF2"


def test_every_letter_of_vietnamese_is_in_one_part_of_the_font_that_pages_fetch_anyway() -> None:
    letters = "aăâeêioôơuưyđ" + "".join(map(chr, range(0x1EA0, 0x1EFA))) + "áàãéèíìóòõúùýĩũ" + "₫"
    sheet = (DESK / "static/desk/fonts.css").read_text()
    for weight in ("400", "600"):
        parts = {
            name: ranges(found)
            for name, found in re.findall(
                rf"be-vietnam-pro-([a-z-]+)-{weight}-normal.*?unicode-range: ([^;]+);", sheet
            )
        }
        assert set(parts) == {"latin", "latin-ext", "vietnamese"}
        for letter in letters + letters.upper():
            at = ord(letter)
            assert at in parts["latin"] | parts["vietnamese"], letter
        # What is drawn later in the sheet wins where two parts hold a letter, so no third part.
        assert not {ord(c) for c in letters} & (parts["latin-ext"] - parts["vietnamese"])


def ranges(text: str) -> set[int]:
    found: set[int] = set()
    for each in text.replace("U+", "").split(","):
        first, _, last = each.strip().partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found
