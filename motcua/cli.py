"""The program `motcua`: Django's management commands with a database behind them and errors in one sentence.

Exit codes: 0 done, 1 a finding or refusal, 2 wrong use.
"""

import gettext
import hashlib
import os
import secrets
import signal
import sys
import warnings
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from motcua import server

PACKAGE = Path(__file__).resolve().parent
# These never ask a database anything, so none is started for them.
WITHOUT_DATABASE = {
    "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "makemessages",
    "makemigrations", "messages", "squashmigrations", "startapp", "startproject", "vietqr",
}  # fmt: skip
# These look at the migrations themselves; doing them first would answer for them.
WITHOUT_MIGRATING = {"migrate", "psql", "showmigrations", "sqlmigrate"}
# These leave nothing running behind, unless another command uses the home.
STOPS_THE_SERVER = {"run"}


class Terminated(KeyboardInterrupt):
    """SIGTERM: we end as on Ctrl-C, so that what we began is undone."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command named on the command line and exit with its code."""
    signal.signal(signal.SIGTERM, _terminate)
    if signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:  # nohup may have said otherwise
        signal.signal(signal.SIGHUP, _terminate)
    sys.exit(_guarded(["motcua", *(sys.argv[1:] if arguments is None else arguments)]))


def home() -> Path:
    """The folder of this installation's data: `MOTCUA_HOME`, else `.motcua` in the checkout."""
    return Path(os.environ.get("MOTCUA_HOME") or PACKAGE.parent / ".motcua").absolute()


def language() -> str:
    """The language of messages: `MOTCUA_LANG`, else `LANG`; Vietnamese unless English is asked for."""
    asked = os.environ.get("MOTCUA_LANG") or os.environ.get("LANG") or ""
    return "en" if asked.lower().startswith("en") else "vi"


def translate(sentence: str) -> str:
    """The sentence in the language of messages, without loading Django."""
    return gettext.translation("django", PACKAGE / "locale", [language()], fallback=True).gettext(sentence)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


def _guarded(argv: list[str]) -> int:
    try:
        return _run(argv)
    except server.ServerError as error:
        return _say(translate(error.sentence) % error.values, error)
    except Terminated:
        return 143
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has seen enough; keep the interpreter from complaining while it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _say(_sentence(error), error)


def _tell(sentence: str, **values: object) -> None:
    sys.stderr.write(f"{translate(sentence) % values}\n")


def _say(sentence: str, error: Exception) -> int:
    if os.environ.get("MOTCUA_TRACEBACK") == "1":
        raise error
    sys.stderr.write(f"motcua: {sentence}\n")
    return int(getattr(error, "returncode", 1))


def _sentence(error: Exception) -> str:
    """One sentence for an error; a command's own are sentences already."""
    kinds = {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(error).__mro__}
    why = (str(error).strip().splitlines() or [""])[0].strip()
    if "django.CommandError" in kinds:
        return str(error).strip()
    if kinds & {"django.OperationalError", "psycopg.OperationalError", "django.InterfaceError"}:
        if server.full_disk_stopped(home(), str(error)):
            return translate("The disk that holds %(home)s is full; free some space and try again.") % {
                "home": home()
            }
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
    if name in ("version", "--version"):
        sys.stdout.write(f"motcua {_version()}\n")
        return 0
    with ExitStack() as held:
        if name == "makemigrations":
            # Django would like to compare with a database; there is none, and none is needed.
            os.environ["MOTCUA_DATABASE_URL"] = "postgresql://nobody@/none?host=/nowhere"
            warnings.filterwarnings("ignore", message="Got an error checking a consistent migration")
        elif not ({"-h", "--help"} & set(argv[2:]) or name in WITHOUT_DATABASE or not _exists(name)):
            _with_database(held, name)
        if name == "migrate" and "--database" not in " ".join(argv):
            argv = [*argv, "--database", "owner"]
        return _execute(argv, name)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # 30 ms that help need not pay

    try:
        return version("motcua")
    except PackageNotFoundError:
        return translate("(run from a checkout that make setup has not seen)")


def _exists(name: str) -> bool:
    """Whether there may be such a command, as far as its file tells; the framework knows the rest."""
    from motcua.run.overview import of_framework, ours

    return name in of_framework() or name in ours()


def _with_database(held: ExitStack, name: str) -> None:
    """Point the settings at the database of this installation, and bring its tables up to date."""
    if os.environ.get("MOTCUA_DATABASE_URL"):
        return  # started by another of our processes, which holds and has prepared the database
    folder = home()
    if url := os.environ.get("DATABASE_URL"):
        owner = os.environ.get("DATABASE_OWNER_URL") or url
        identity = server.check_server(url)
        if owner != url:
            server.check_server(owner, "DATABASE_OWNER_URL")
        server.make_home(folder)
    else:
        if name in STOPS_THE_SERVER:
            # A shell starts background jobs with SIGINT ignored; a server has to hear it all the same.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            held.callback(_stop_server, folder)
        urls = held.enter_context(server.use(folder, tell=_tell))
        url, owner, identity = urls.app, urls.owner, "embedded"
    os.environ["MOTCUA_DATABASE_URL"], os.environ["MOTCUA_OWNER_DATABASE_URL"] = url, owner
    try:
        _keep_secret_key(folder)
        # psql looks at what is there, but a new home is made whole first, as for every command.
        if name not in WITHOUT_MIGRATING or (name == "psql" and _is_new(folder, identity)):
            _migrate(folder, identity)
    except OSError as error:
        raise server.refusal(folder, error) from error


def _stop_server(folder: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    server.stop(folder)


def _is_new(folder: Path, identity: str) -> bool:
    return identity == "embedded" and not _marker(folder, identity).exists()


def _marker(folder: Path, identity: str) -> Path:
    return folder / f"migrated-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"


def _migrate(folder: Path, identity: str) -> None:
    import django

    from motcua.run.schema import bring_up_to_date

    django.setup()
    bring_up_to_date(_marker(folder, identity), identity, translate("Preparing the database …"))


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
    if name != "help" and name not in get_commands():
        unknown = translate("There is no command %(name)s; motcua help lists all commands.")
        sys.stderr.write(f"motcua: {unknown % {'name': name}}\n")
        return 2
    try:
        execute_from_command_line(argv)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return ended.code or 0
        sys.stderr.write(f"motcua: {ended.code}\n")
        return 1
    return 0
