"""Vietnamese first, English for who chooses it, whatever the browser says."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("cookie", "browser", "written"),
    [(None, "en-US,en", "vi"), ("en", "vi", "en"), ("vi", "en", "vi"), ("fr", "fr", "vi")],
)
def test_a_page_is_in_the_language_that_its_reader_chose(
    db: None, client: Client, cookie: str | None, browser: str, written: str
) -> None:
    if cookie:
        client.cookies["django_language"] = cookie
    page = client.get("/accounts/login/", HTTP_ACCEPT_LANGUAGE=browser)
    assert page.headers["Content-Language"] == written
    assert f'<html lang="{written}">'.encode() in page.content
