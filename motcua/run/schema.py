"""Bringing the database's tables to what the program needs, once per change of the migrations."""

import hashlib
import re
import sys
from pathlib import Path

# One session migrates at a time; the number is ours alone in the database.
MIGRATING = 0x6D6F7463


def fingerprint() -> str:
    """A hash of every migration file of the installed apps, ours and others'."""
    from django.apps import apps

    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for file in sorted(Path(app.path).glob("migrations/*.py")):
            digest.update(f"{app.label}/{file.name}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def bring_up_to_date(marker: Path, database: str, saying: str) -> bool:
    """Migrate as the owner unless the marker knows these migrations; return whether it did.

    `database` names the database for the marker, so that a marker never speaks for another one.
    """
    wanted = f"{database} {fingerprint()}\n"
    if _content(marker) == wanted:
        return False
    from django.core.management import call_command
    from django.db import connections

    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
    try:
        if _content(marker) == wanted:
            return False
        sys.stderr.write(f"{saying}\n")
        _let_the_app_in()
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        marker.write_text(wanted)
        return True
    finally:
        owner.close()


def _content(marker: Path) -> str:
    try:
        return marker.read_text()
    except OSError:
        return ""


def _let_the_app_in() -> None:
    """On a server of one's own: the extensions, and the rights of the app role on what the owner will make.

    The embedded server has both from its first start.
    """
    from django.db import connections

    owner = connections["owner"]
    app_role = connections["default"].settings_dict["USER"]
    with owner.cursor() as cursor:
        for extension in ("unaccent", "pg_trgm", "btree_gist"):
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        if app_role in ("", owner.settings_dict["USER"]) or not re.fullmatch(r"[\w-]+", app_role):
            return
        for rights in (
            "SELECT, INSERT, UPDATE, DELETE ON TABLES",
            "USAGE ON SEQUENCES",
            "EXECUTE ON FUNCTIONS",
        ):
            cursor.execute(f'ALTER DEFAULT PRIVILEGES GRANT {rights} TO "{app_role}"')
