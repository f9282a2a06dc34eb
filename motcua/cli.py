"""The program `motcua`: Django's management commands with a database behind them and errors in one sentence.

Exit codes: 0 done, 1 a finding or refusal, 2 wrong use.
"""

import gettext
import hashlib
import os
import secrets
import sys
import warnings
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from motcua import server

PACKAGE = Path(__file__).resolve().parent
# These never ask a database anything, so none is started for them.
WITHOUT_DATABASE = {
    "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages",
    "makemigrations", "messages", "squashmigrations", "startapp", "startproject", "version",
}  # fmt: skip
# These look at the migrations themselves; doing them first would answer for them.
WITHOUT_MIGRATING = {"migrate", "psql", "showmigrations", "sqlmigrate"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command named on the command line and exit with its code."""
    argv = ["motcua", *(sys.argv[1:] if arguments is None else arguments)]
    sys.exit(_guarded(argv))


def home() -> Path:
    """The folder of this installation's data: `MOTCUA_HOME`, else `.motcua` in the checkout."""
    return Path(os.environ.get("MOTCUA_HOME") or PACKAGE.parent / ".motcua").absolute()


def language() -> str:
    """The language of messages: `MOTCUA_LANG`, else `LANG`; Vietnamese unless one of them asks for English."""
    asked = os.environ.get("MOTCUA_LANG") or os.environ.get("LANG") or ""
    return "en" if asked.lower().startswith("en") else "vi"


def translate(sentence: str) -> str:
    """The sentence in the language of messages, without loading Django."""
    return gettext.translation("django", PACKAGE / "locale", [language()], fallback=True).gettext(sentence)


def _guarded(argv: list[str]) -> int:
    try:
        return _run(argv)
    except server.ServerError as error:
        return _say(translate(error.sentence) % error.values, error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has seen enough; keep the interpreter from complaining while it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _say(_sentence(error), error)


def _say(sentence: str, error: Exception) -> int:
    if os.environ.get("MOTCUA_TRACEBACK") == "1":
        raise error
    sys.stderr.write(f"motcua: {sentence}\n")
    return 1


def _sentence(error: Exception) -> str:
    """One sentence for an error that no command explained."""
    why = (str(error).strip().splitlines() or [""])[0].strip()
    modules = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    if {kind.__name__ for kind in type(error).__mro__} & {"OperationalError", "InterfaceError"} and (
        modules & {"django", "psycopg"}
    ):
        return translate("The database went away (%(why)s); try the command again.") % {"why": why}
    return translate(
        "The command failed unexpectedly (%(kind)s: %(why)s); set MOTCUA_TRACEBACK=1 to see where."
    ) % {"kind": type(error).__name__, "why": why}


def _run(argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")
    name = argv[1] if len(argv) > 1 else "help"
    if name in ("help", "--help", "-h") and len(argv) < 3:
        from motcua.run.overview import overview

        sys.stdout.write(overview(translate))
        return 0
    asks_only = bool({"-h", "--help"} & set(argv[2:])) or name.startswith("-")
    with ExitStack() as held:
        if not asks_only and name not in WITHOUT_DATABASE:
            _with_database(held, migrating=name not in WITHOUT_MIGRATING)
        return _execute(argv, name)


def _with_database(held: ExitStack, *, migrating: bool) -> None:
    """Point the settings at the database of this installation, and bring its tables up to date."""
    if os.environ.get("MOTCUA_DATABASE_URL"):
        return  # started by another of our processes, which holds and has prepared the database
    folder = home()
    if url := os.environ.get("DATABASE_URL"):
        owner = os.environ.get("DATABASE_OWNER_URL") or url
        server.check_server(url)
        identity = server.check_server(owner, "DATABASE_OWNER_URL" if owner != url else "DATABASE_URL")
        server.make_home(folder)
    else:
        urls = held.enter_context(server.use(folder))
        url, owner, identity = urls.app, urls.owner, "embedded"
    os.environ["MOTCUA_DATABASE_URL"], os.environ["MOTCUA_OWNER_DATABASE_URL"] = url, owner
    _keep_secret_key(folder)
    if migrating:
        import django

        from motcua.run.schema import bring_up_to_date

        django.setup()
        name = hashlib.sha256(identity.encode()).hexdigest()[:12]
        bring_up_to_date(
            folder / f"migrated-{name}",
            identity,
            lambda: sys.stderr.write(translate("Preparing the database …") + "\n") and None,
        )


def _keep_secret_key(folder: Path) -> None:
    """Make the key that signs sessions, once; whoever comes first wins."""
    kept = folder / "secret-key"
    if kept.exists():
        return
    draft = folder / f"secret-key-{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(draft, kept)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _execute(argv: list[str], name: str) -> int:
    import django
    from django.core.management import execute_from_command_line, get_commands
    from django.utils import translation

    django.setup()
    translation.activate(language())
    if not name.startswith("-") and name != "help" and name not in get_commands() and name != "version":
        sys.stderr.write(
            "motcua: "
            + translate("There is no command %(name)s; motcua help lists all commands.") % {"name": name}
            + "\n"
        )
        return 2
    with warnings.catch_warnings():
        if name == "makemigrations":
            # It would like to compare with a database; there is none, and none is needed.
            warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
        try:
            execute_from_command_line(argv)
        except SystemExit as ended:
            if ended.code is None or isinstance(ended.code, int):
                return ended.code or 0
            sys.stderr.write(f"{ended.code}\n")
            return 1
    return 0
