"""A server of the administration's own, named by `DATABASE_URL`."""

from motcua.server.errors import ServerError
from motcua.server.home import MAJOR


def check_version(number: int) -> None:
    """Raise ServerError for a `server_version_num` (180001 is 18.1) below the major version that we need."""
    if number // 10000 < MAJOR:
        raise ServerError(
            "The server is PostgreSQL %(found)d, this program needs PostgreSQL %(needed)d or later;"
            " upgrade it or unset DATABASE_URL to use the embedded one.",
            found=number // 10000,
            needed=MAJOR,
        )


def check_server(url: str, variable: str = "DATABASE_URL") -> str:
    """Raise ServerError unless the address leads to a server that lets us in and is new enough.

    Return what tells the database from every other: host, name and the number that the server gave it.
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise ServerError(
            "%(variable)s is not an address of a PostgreSQL database; write it as"
            " postgresql://user:password@host:5432/database.",
            variable=variable,
        )
    import psycopg  # the keeper and many commands never come here

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            number = connection.info.server_version
            where = f"{connection.info.host}:{connection.info.port}"
            found = connection.execute(
                "SELECT datname, oid FROM pg_database WHERE datname = current_database()"
            ).fetchone()
    except psycopg.Error as error:
        lines = [line for line in str(error).splitlines() if line.strip()] or ["?"]
        raise ServerError(
            "The database named by %(variable)s cannot be reached: %(why)s",
            variable=variable,
            why=lines[0].strip(),
        ) from error
    check_version(number)
    name, oid = found or ("", 0)
    return f"{where}/{name}#{oid}"
