"""Text messages and Zalo through an HTTP gateway, whoever runs it (docs/rules/notices.md, "The gateway").

POST to the address of the settings: {"id", "to", "text"}; 2xx: taken; 400, 404, 409, 410, 422: refused for good;
other answers: later. The gateway keeps ids: the same one twice is one message. GET <address>/<id> says
{"state": "taken"}; 404: never seen.
"""

import http.client
import json
import re
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from motcua.notices.channel import LOST, Became, NobodyThere
from motcua.notices.kinds import NoticeChannel, NoticeState
from motcua.notices.models import Notice

TIMEOUT = 20.0
NAMES = {NoticeChannel.SMS: "SMS", NoticeChannel.ZALO: "ZALO"}
FOR_GOOD = frozenset({400, 404, 409, 410, 422})
WHO_ARE_YOU = frozenset({401, 403})
S = NoticeState


def telephone(number: str) -> str | None:
    """A number as gateways dial it (+84912345678); None for what is none.

    Vietnamese numbers are written with a leading 0 and have 10 digits, those of fixed lines 11; foreign ones begin
    with + or 00.
    """
    digits = re.sub(r"[\s.\-()]", "", number)
    if re.fullmatch(r"0[1-9][0-9]{8,9}", digits):
        return f"+84{digits[1:]}"
    digits = re.sub(r"^00", "+", digits)
    digits = f"+{digits}" if re.fullmatch(r"84[1-9][0-9]{8,9}", digits) else digits
    return digits if re.fullmatch(r"\+[1-9][0-9]{7,14}", digits) else None


class GatewayLine:
    """A kept connection to a gateway."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = urlsplit(url), token
        self.connection: http.client.HTTPConnection | None = None

    @classmethod
    def of_settings(cls, channel: NoticeChannel, given: Mapping[str, str] | None = None) -> "GatewayLine":
        """The gateway that the settings name for a channel. Raises NobodyThere where they name none, or wrongly."""
        given, name = given or settings.NOTICES, NAMES[channel]
        url, token = given[f"{name}_URL"], ""
        if not url:
            raise NobodyThere("not_set")
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise NobodyThere("set_wrong", f"MOTCUA_{name}_URL")
        if given[f"{name}_TOKEN_FILE"]:
            try:
                token = Path(given[f"{name}_TOKEN_FILE"]).read_text(encoding="ascii").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise NobodyThere("set_wrong", f"MOTCUA_{name}_TOKEN_FILE ({error})") from error
        return cls(url, token)

    def offer(self, notice: Notice) -> Became | None:
        """Is its number one, and somebody there? Nothing is handed over yet. Raises NobodyThere."""
        if telephone(notice.address) is None:
            return Became(S.REFUSED, "bad_number")
        self.ready()
        return None

    def finish(self, notice: Notice) -> Became:
        """Hand one message over, under its own id. Raises NobodyThere."""
        said = {"id": str(notice.pk), "to": telephone(notice.address), "text": notice.body}
        try:
            code, answer = self._request("POST", "", said)
        except (OSError, http.client.HTTPException) as error:
            self.drop()
            return Became(S.BEGUN, LOST, str(error))
        if code in WHO_ARE_YOU:
            raise NobodyThere("set_wrong", f"{code} {answer}")
        if 200 <= code < 300:
            return Became(S.SENT, "", answer)
        state, why = (S.REFUSED, "no_such_number") if code in FOR_GOOD else (S.PENDING, "later")
        return Became(state, why, f"{code} {answer}")

    def asked(self, notice: Notice) -> Became:
        """Ask the gateway whether it took a message; what it never saw is sent again. Raises NobodyThere."""
        self.ready()
        try:
            code, answer = self._request("GET", f"/{notice.pk}")
        except (OSError, http.client.HTTPException) as error:
            self.drop()
            raise NobodyThere("away", error) from error
        if code == 404:
            return Became(S.PENDING, "", "")
        if code == 200 and '"taken"' in answer:
            return Became(S.SENT, "", answer)
        if code in WHO_ARE_YOU or code >= 500:
            raise NobodyThere("away", f"{code} {answer}")
        return Became(S.UNKNOWN, LOST, f"{code} {answer}")

    def drop(self) -> None:
        """End the conversation."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    quit = drop

    def ready(self) -> None:
        """Connect before anything is written down: a gateway that is not there has taken nothing."""
        if self.connection is not None and self.connection.sock is not None:
            return
        host, port = self.url.hostname or "", self.url.port
        if self.url.scheme == "https":
            context = ssl.create_default_context()
            self.connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=context)
        else:
            self.connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        try:
            self.connection.connect()
        except OSError as error:
            self.drop()
            raise NobodyThere("away", error) from error

    def _request(self, method: str, path: str, said: object = None) -> tuple[int, str]:
        assert self.connection is not None  # noqa: S101 -- opened by who asks
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = None if said is None else json.dumps(said, ensure_ascii=False).encode()
        where = self.url.path.rstrip("/") + path + (f"?{self.url.query}" if self.url.query else "")
        self.connection.request(method, where or "/", body, headers)
        response = self.connection.getresponse()
        return response.status, response.read(2000).decode("utf-8", "replace").strip()
