"""Settings. Where something lives comes from the environment; everything has a default that runs.

`MOTCUA_DATABASE_URL` and `MOTCUA_OWNER_DATABASE_URL` are set by the command line (`motcua.cli`) once the
embedded server answers, or derived there from `DATABASE_URL`.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("MOTCUA_HOME") or BASE_DIR / ".motcua").resolve()


def _secret_key() -> str:
    """The key that signs sessions: from the environment, else kept in the home, made on first need."""
    key = os.environ.get("MOTCUA_SECRET_KEY")
    if key:
        return key
    kept = HOME / "secret-key"
    try:
        return kept.read_text()
    except OSError:
        return secrets.token_urlsafe(50)  # a command that signs nothing that outlives it


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "motcua",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "") or ""),
        "CONN_MAX_AGE": None,
        # Our prepared statements take arrays of any length; planning them anew for each act would cost more than
        # running them.
        # Prepared is what asks for it (motcua.journal.statement), nothing by how often it comes.
        "OPTIONS": {
            "options": "-c plan_cache_mode=force_generic_plan",
            **query,
            "application_name": "motcua",
            "prepare_threshold": 1_000_000_000,
        },
        "TEST": {"MIGRATE": False},
    }


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("MOTCUA_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("MOTCUA_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("MOTCUA_ORIGINS", "").split(",") if o]

_app_url = os.environ.get("MOTCUA_DATABASE_URL", "postgresql:///motcua")
DATABASES = {
    # Everything runs as the app role, which owns nothing. Only migrations use "owner".
    "default": _database(_app_url),
    "owner": _database(os.environ.get("MOTCUA_OWNER_DATABASE_URL", _app_url)),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "motcua.journal",
    "motcua.organisation",
    "motcua.people",
    "motcua.worktime",
    "motcua.catalogue",
    "motcua.staff",
    "motcua.dossiers",
    "motcua.reorganising",
    "motcua.fees",
    "motcua.printing",
    "motcua.cashier",
    "motcua.reports",
    "motcua.exchange",
    "motcua.desk",
    "motcua.tracking",
    "motcua.supervision",
    "motcua.notices",
    "motcua.api",
    "motcua.demo",
    "motcua.bench",
    "motcua.walk",
    "motcua.run",
]

MIDDLEWARE = [
    "motcua.desk.headers.headers",
    "django.middleware.security.SecurityMiddleware",
    "motcua.desk.files.Files",
    # Communes have thin lines; a report by procedure shrinks to a twentieth. Files are packed already.
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "motcua.desk.language.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "motcua.desk.kept.SignedIn",
    "motcua.desk.pulse.Quiet",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "motcua.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours before those of the apps that we build on.
        "DIRS": [BASE_DIR / "motcua" / "desk" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motcua.desk.context.administration",
            ],
        },
    }
]
WSGI_APPLICATION = "motcua.wsgi.application"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["motcua.people.signin.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "motcua.people.signin.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
# A whole office signs in at half past seven from one address; a name is tried five times in five minutes.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/5m/key"}
SESSION_ENGINE = "motcua.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "motcua.desk.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# What is said once after a redirect travels in a signed cookie: an act writes nothing else to the database.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
ADMINISTRATION_NAME = os.environ.get("MOTCUA_ADMINISTRATION", "")
# Where citizens reach this installation: printed receipts carry it. Empty: the address that the officer uses.
PUBLIC_ADDRESS = os.environ.get("MOTCUA_PUBLIC_ADDRESS", "").rstrip("/")
# Whom a citizen may ring up; the public page says it.
TELEPHONE = os.environ.get("MOTCUA_TELEPHONE", "")
# The platform on which applicants pay online (motcua.fees.online); without one they pay at the desk or by transfer.
PAYMENT_ADDRESS = os.environ.get("MOTCUA_PAYMENT_ADDRESS", "").strip()
PAYMENT_MERCHANT = os.environ.get("MOTCUA_PAYMENT_MERCHANT", "").strip()
PAYMENT_SECRET_FILE = os.environ.get("MOTCUA_PAYMENT_SECRET_FILE", "").strip()
# Addresses of proxies in front of us whose X-Forwarded-For is believed; nobody else's is.
TRUSTED_PROXIES = [a for a in os.environ.get("MOTCUA_TRUSTED_PROXIES", "").split(",") if a]
if os.environ.get("MOTCUA_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Where mail goes out, read and checked where it is sent (motcua.smtp). Without a host none is.
SMTP = {
    name: os.environ.get(f"MOTCUA_SMTP_{name}", "").strip()
    for name in ("HOST", "PORT", "SECURITY", "USER", "PASSWORD_FILE", "FROM")
}

# Gateways for text messages and Zalo, read and checked where they are used (motcua.notices.gateways).
NOTICES = {
    name: os.environ.get(f"MOTCUA_{name}", "").strip()
    for name in ("SMS_URL", "SMS_TOKEN_FILE", "ZALO_URL", "ZALO_TOKEN_FILE")
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "motcua" / "locale"]
FORMAT_MODULE_PATH = ["motcua.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    ("htmx", BASE_DIR / "node_modules" / "htmx.org" / "dist"),
    ("font/files", BASE_DIR / "node_modules" / "@fontsource" / "be-vietnam-pro" / "files"),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Fonts and what else is asked for without a mark; pages name their files with one (desk/files.py).
WHITENOISE_MAX_AGE = 30 * 24 * 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
