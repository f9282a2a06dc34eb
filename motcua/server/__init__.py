"""The embedded PostgreSQL: started by whoever needs it first, stopped soon after its last user.

Knows nothing of Django. `use` is the door; `docs/decisions/embedded-server.md` says why it is built so.
"""

from motcua.server.errors import ServerError
from motcua.server.external import check_server, check_version
from motcua.server.use import Urls, full_disk_stopped, make_home, refusal, renew, stop, use

__all__ = [
    "ServerError",
    "Urls",
    "check_server",
    "check_version",
    "full_disk_stopped",
    "make_home",
    "refusal",
    "renew",
    "stop",
    "use",
]
