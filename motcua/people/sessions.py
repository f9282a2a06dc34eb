"""Sessions in the database, read with a statement that the server has prepared: every request reads one."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session

from motcua.journal.statement import Compiled

_data = Compiled(
    lambda key, now: Session.objects.filter(pk=key, expire_date__gt=now).values_list("session_data"),
    "a session key",
    datetime(1, 1, 1, tzinfo=UTC),
)


class SessionStore(DatabaseStore):
    """Django's own sessions in all but how they are loaded."""

    def load(self) -> dict[str, Any]:
        """What the session holds; a session that is unknown or over is begun anew under another key."""
        found = _data(self.session_key, datetime.now(UTC)) if self.session_key else []
        if not found:
            self._session_key = None
            return {}
        return dict(self.decode(found[0][0]))
