"""Settings of the portal: fed by the environment only, every variable named with its meaning.

Each may stand in a file instead: SECRET_KEY_FILE names the file with the SECRET_KEY, and so on.
DEBUG and DEMO are for practice. Without both this is production, which does not start while
anything is missing.
"""

import base64
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kinderschutz.lib import env as read_as
from kinderschutz.lib import logs
from kinderschutz.lib.env import Environment, FaultyEnvironment

T = TypeVar("T")
BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

# --- what kind of start this is ---
DEBUG = env.flag("DEBUG")  # development: error pages with details. Never with real data.
DEMO = env.flag("DEMO")  # invented data: banner, page with the mails sent, accounts to try
PRACTICE = DEBUG or DEMO


def _read(name: str, reader: Callable[[str], T], practice: str, *, here: bool = PRACTICE) -> T:
    """The variable; without it `practice` where that is allowed, else a fault."""
    return env.read(name, reader, spare=practice, default=practice if here else None)


# --- addresses and secrets ---
# PUBLIC_URL: the address under which people and links in mails reach the portal
# ALLOWED_HOSTS: further host names, separated by commas
# BEHIND_PROXY: true when a proxy ends TLS and sets X-Forwarded-Proto itself
_public = _read("PUBLIC_URL", read_as.web_url, "http://localhost:8000")
_host = _public.hostname or ""
_local = _host in {"localhost", "127.0.0.1"}
PUBLIC_URL = _public.geturl()
ALLOWED_HOSTS = [*env.listed("ALLOWED_HOSTS"), _host]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE = _public.scheme == "https"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
if PRACTICE:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1"]
if not SECURE and not _local:
    env.refuse("PUBLIC_URL beginnt nicht mit https://")

# SECRET_KEY: signs sessions and forms; 50 random characters or more
# FIELD_KEYS: keys of names and free text in the database, "1:<base64 of 32 bytes>,2:...";
#   the highest encrypts. Keep them apart from the database and its backups; without them
#   nothing can be read. Practice that others can reach needs secrets of its own, too.
_known_key = "1:" + base64.b64encode(b"nur-zum-ueben-kein-echter-schlue").decode()
_known_search_key = base64.b64encode(b"nur-zum-ueben-suchen-32-byte-kk!").decode()
SECRET_KEY = _read("SECRET_KEY", str, "nur-zum-ueben-" + "x" * 50, here=PRACTICE and _local)
FIELD_KEYS = _read("FIELD_KEYS", read_as.field_keys, _known_key, here=PRACTICE and _local)
# FIELD_KEYS_FILE: where the keys come from a file, it is watched while the portal runs
FIELD_KEYS_FILE = "" if os.environ.get("FIELD_KEYS") else os.environ.get("FIELD_KEYS_FILE", "")
# SEARCH_KEY: base64 of 32 bytes; the marks by which an office finds its own children again
SEARCH_KEY = _read("SEARCH_KEY", read_as.sealing_key, _known_search_key, here=PRACTICE and _local)

# --- PostgreSQL ---
# DATABASE_URL: the application's role, which owns no table: postgresql://ks_app:password@host/name
#   and over a network ?sslmode=verify-full&sslrootcert=/path; other options of libpq that count
#   are listed in kinderschutz/lib/service_urls.py. Addresses of other roles may name their own
# DATABASE_OWNER_URL: who changes tables; only `manage.py migrate`, backups and the tests take it:
#   postgresql://ks_migrate:password@host/name?role=ks_owner, where the owner itself has no log-in
# APPLICATION_NAME: how this process calls itself in the database's list of sessions
_database = _read("DATABASE_URL", read_as.database_url, "postgresql://ks_app@/kinderschutz")


def _role(name: str) -> dict[str, Any]:
    """Another role of the same database: who, and how it gets there where that differs."""
    role = env.read(name, read_as.database_url, spare="postgresql:///-", default="")
    if not role.user:
        return {}
    shared = {key: value for key, value in _database_options.items() if key != "options"}
    options = {**shared, **role.options}  # into whom one role turns concerns no other
    owner = {"OWNER": role.role or role.user} if name == "DATABASE_OWNER_URL" else {}
    return {"USER": role.user, "PASSWORD": role.password, "OPTIONS": options, **owner}


_database_options: dict[str, Any] = {
    "connect_timeout": 5,
    # A cut cable is noticed within seconds, not after the system's quarter of an hour.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
    "application_name": "kinderschutz",
    **_database.options,
}
_database_options["application_name"] = env.text(
    "APPLICATION_NAME", _database_options["application_name"]
)
DATABASE_OWNER = _role("DATABASE_OWNER_URL")
# DATABASE_BACKUP_URL: the role that reads every row and changes none, for `manage.py backup`
# DATABASE_RELAY_URL: the role that delivers; it reads no content. Relay and worker become it
# DATABASE_REPORTS_URL: the role of statistics; it may ask for counts and reads no row
# DATABASE_DELETION_URL: the role that deletes what is due; the worker and `manage.py delete_due`
# DELETION_JOURNAL: the file that a restore is compared with; keep it apart from the database
DATABASE_BACKUP, DATABASE_RELAY = _role("DATABASE_BACKUP_URL"), _role("DATABASE_RELAY_URL")
DATABASE_REPORTS, DATABASE_DELETION = _role("DATABASE_REPORTS_URL"), _role("DATABASE_DELETION_URL")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.name,
        "USER": _database.user,
        "PASSWORD": _database.password,
        "HOST": _database.host,
        "PORT": _database.port,
        "ATOMIC_REQUESTS": False,  # transactions belong to the services
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _database_options,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis and Celery: a wake-up call only, the row in the database is the queue ---
# REDIS_URL: redis://:password@host:6379/0 or unix:///path/redis.sock?db=0; over a network
#   rediss://:password@host:6379/0?ssl_ca_certs=/path
# CELERY_BROKER_URL: only where it differs from REDIS_URL
REDIS_URL = _read("REDIS_URL", read_as.redis_url, "redis://localhost:6379/0")
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", read_as.broker_url(REDIS_URL))
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.3,
    "retry_on_timeout": False,
    "max_retries": 0,
    "visibility_timeout": 120,  # seconds; every task is shorter (CELERY_TASK_TIME_LIMIT)
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the worker waits for Redis as long as it takes
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 50, 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Berlin"
CELERY_DB_REUSE_MAX = 1000  # tasks on one connection; kinderschutz.celery checks it before each
CELERY_BEAT_SCHEDULE = {  # seconds; what was not begun in time is dropped, the next is due anyway
    name: {"task": name, "schedule": seconds, "options": {"expires": 3 * seconds}}
    for name, seconds in {
        "network.tasks.deliver_due": 10,
        "cases.tasks.escalate_due": 15,
        "network.tasks.beat_heartbeat": 30,
        "cases.tasks.expire_drafts": 60 * 60,  # what is a month old; the hour does not matter
        "cases.tasks.delete_due": 15 * 60,  # so soon a broken journal is an alarm
        "cases.tasks.send_canaries": 20,
        "cases.tasks.make_paper_kits": 60,
    }.items()
}

CACHES = {
    "default": {
        "BACKEND": "kinderschutz.lib.cache.CountingCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
    }
}

# RELAYS: so many `manage.py relay` are meant to run; fewer alive is an alarm
RELAYS = max(1, env.whole("RELAYS", 1))

# --- mail ---
# EMAIL_URL: smtp://host:25, smtp+tls://user:password@host:587 or smtps://user:password@host:465
# MAIL_FROM: the sender; default kinderschutz@<host of PUBLIC_URL>
# MAIL_DIRECTORY: practice only, where the local mail sink keeps its letters
_mail = _read("EMAIL_URL", read_as.mail_url, "smtp://localhost:1025")
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.ssl
EMAIL_TIMEOUT = 10
# POST_LEASE_SECONDS: a letter in the hands of a worker that died is due again after that; no answer
# of the mail server is waited for longer than a sixth of it
POST_LEASE_SECONDS = max(1, env.whole("POST_LEASE_SECONDS", 60))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", f"kinderschutz@{_host}")

# --- every day: a canary for each municipality, and what offices need when nothing runs ---
# CANARY_AT, PAPER_KIT_AT: wall-clock time in Germany (03:00, 05:00), or "never"
# CANARY_ADDRESS: the mailbox in which canaries end; nobody's own. Default probe@<host>
# CANARY_SECONDS: so soon a canary must be visible and its letter accepted
# OPERATORS_ADDRESS: who is told when one fails; without it the technical administrators are
# PAPER_KIT_DIRECTORY: where the kits of a week lie as files too, for the day without a portal
CANARY_AT = env.read("CANARY_AT", read_as.daily, spare="never", default="03:00")
CANARY_ADDRESS = env.read(
    "CANARY_ADDRESS", read_as.mailbox, spare="probe@localhost", default=f"probe@{_host}"
)
CANARY_SECONDS = max(1, env.whole("CANARY_SECONDS", 60))
OPERATORS_ADDRESS = env.text("OPERATORS_ADDRESS", "")
PAPER_KIT_AT = env.read("PAPER_KIT_AT", read_as.daily, spare="never", default="05:00")
PAPER_KIT_DIRECTORY = env.text("PAPER_KIT_DIRECTORY", "")

# --- seals on the logs (docs/audit.md) ---
# AUDIT_SIGNING_KEY: 32 bytes in base64, for `manage.py sealer` alone; never in the database
# AUDIT_PUBLIC_KEYS: earlier public keys, separated by commas, for `manage.py verify_audit`
# AUDIT_CHECKPOINT_DIRECTORY: where signed lines are added to a file; best a medium written once
# AUDIT_CHECKPOINT_ADDRESS: the mailbox outside (data protection) that gets each line
AUDIT_SIGNING_KEY = env.text("AUDIT_SIGNING_KEY", "")
AUDIT_PUBLIC_KEYS = env.text("AUDIT_PUBLIC_KEYS", "")
AUDIT_CHECKPOINT_DIRECTORY = env.text("AUDIT_CHECKPOINT_DIRECTORY", "")
AUDIT_CHECKPOINT_ADDRESS = env.text("AUDIT_CHECKPOINT_ADDRESS", "")

# --- files that people attach ---
# CLAMD_ADDRESS: the virus scanner, path of its socket or host:port. Without it files stay in
#   quarantine; only practice data are released without a look for viruses, and pages say so
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS", "")
FILE_UPLOAD_HANDLERS = ["kinderschutz.lib.receiving.Nothing"]  # pages that take files say so

# --- how long a session lasts ---
# IDLE_MINUTES: a session without a deed ends after that; what a page asks by itself is none
# SESSION_HOURS: no session lasts longer
SESSION_IDLE_SECONDS = 60 * max(1, env.whole("IDLE_MINUTES", 30))
SESSION_COOKIE_AGE = 60 * 60 * max(1, env.whole("SESSION_HOURS", 8))

# --- places on this machine ---
# KINDERSCHUTZ_DATA: what the one-command start keeps: database, Redis, secrets, mails
# STATIC_ROOT: where collectstatic puts its files; without it the sources are served
KINDERSCHUTZ_DATA = Path(env.text("KINDERSCHUTZ_DATA", str(BASE_DIR / ".data")))
MAIL_DIRECTORY = Path(env.text("MAIL_DIRECTORY", str(KINDERSCHUTZ_DATA / "mail")))
DELETION_JOURNAL = Path(env.text("DELETION_JOURNAL", str(KINDERSCHUTZ_DATA / "deletions.journal")))
STATIC_ROOT = env.text("STATIC_ROOT", "") or None

try:
    env.refuse_if_faulty()
except FaultyEnvironment as fault:
    raise ImproperlyConfigured(str(fault)) from None

# --- Django ---
INSTALLED_APPS = [
    "django.forms",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "kinderschutz.lib.session_list.SessionListConfig",  # allauth.usersessions, without its writing
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "guardian",
    "network",
    "agreements",
    "cases",
]
MIDDLEWARE = [
    "kinderschutz.lib.browser.BrowserMiddleware",  # outermost: no answer without its headers
    "kinderschutz.lib.request_log.RequestLogMiddleware",
    "kinderschutz.lib.sound.SoundRequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "network.middleware.LogInMiddleware",  # or login_not_required
    "network.gate.SecondFactorMiddleware",
    "network.gate.AwakeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "network.middleware.ActorMiddleware",
    "kinderschutz.lib.asked.UnaskedMiddleware",  # innermost: what views read of a form
]
ROOT_URLCONF = "kinderschutz.urls"
WSGI_APPLICATION = "kinderschutz.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "network.views.context.portal",
            ]
        },
    }
]
FORM_RENDERER = "kinderschutz.forms.KernRenderer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT  # collected files carry their hash in the name
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = STATIC_ROOT is None

# --- people and sessions (docs/sign-in.md) ---
AUTH_USER_MODEL = "network.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "UserAttributeSimilarityValidator": {"user_attributes": ("email", "name")},
    }.items()
]
ANONYMOUS_USER_NAME = None  # guardian: nobody is a user too
GUARDIAN_MONKEY_PATCH_USER = GUARDIAN_MONKEY_PATCH_GROUP = False
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "network:login", "/", "network:logged_out"
PASSWORD_RESET_TIMEOUT = 60 * 60
SESSION_ENGINE = "kinderschutz.lib.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True

ACCOUNT_ADAPTER = "network.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # there is no sign-up; allauth wants them named
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are invited
ACCOUNT_RATE_LIMITS = {  # attempts per time, for an address ("ip") or an account ("key")
    "login_failed": "30/5m/ip,5/5m/key",
    "second_factor": "30/5m/ip,5/5m/key",
    "reauthenticate": "10/5m/key",
    "provider_answer": "30/5m/ip",
    "reset_password": "20/5m/ip,3/15m/key",
    "reset_password_from_key": "20/5m/ip",
    "change_password": "10/5m/key",
    "case_search": "30/5m/key",
    "typed_without_session": "40/5m/ip",  # what is kept of it fills the database
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("BEHIND_PROXY") else 0  # X-Forwarded-For: its last
MFA_ADAPTER = "network.practice.PracticeAdapter" if DEMO else "network.adapters.SecondFactorAdapter"
MFA_FORMS = (
    {"authenticate": "network.practice.PracticeCodeForm"}
    if DEMO
    else {"authenticate": "network.forms.sign_in.CodeForm"}
)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PRACTICE and _local  # http://localhost
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "30/5m/ip"}

# OIDC_ISSUER: an organisation's own OpenID Connect provider, https://...; empty: none
# OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: how the provider knows this portal
# OIDC_NAME: how people know the provider, on the button of the log-in page
# OIDC_SECOND_FACTORS: methods (claim `amr`) after which the portal asks for no second factor of its
#   own, such as "mfa,hwk"; empty: it always asks
OIDC_ISSUER = env.text("OIDC_ISSUER", "").rstrip("/")
OIDC_SECOND_FACTORS = env.listed("OIDC_SECOND_FACTORS")
_oidc = {"organisation": env.text("OIDC_NAME", "meiner Organisation")}
OIDC_PROVIDERS = _oidc if OIDC_ISSUER else {}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider,
                "name": name,
                "client_id": env.text("OIDC_CLIENT_ID", "-"),
                "secret": env.text("OIDC_CLIENT_SECRET", "-"),
                "settings": {"server_url": OIDC_ISSUER, "fetch_userinfo": False},
            }
            for provider, name in OIDC_PROVIDERS.items()
        ],
    }
}
SOCIALACCOUNT_ADAPTER = "network.adapters.ProviderAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = SOCIALACCOUNT_LOGIN_ON_GET = False

# --- the browser (docs/browser-walls.md) ---
if SECURE:  # browsers take such cookies from this very host only, over TLS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sitzung", "__Host-formular"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 0 if PRACTICE else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PRACTICE
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{n: [NONE] for n in ("default-src", "object-src", "frame-ancestors", "base-uri")},
        **{name: [SELF] for name in ("style-src", "font-src", "connect-src")},
        "form-action": [SELF, *([OIDC_ISSUER] if OIDC_ISSUER else [])],  # leads on to the provider
        "script-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "require-trusted-types-for": ["'script'"],  # no text becomes markup in the browser ...
        "trusted-types": ["htmx"],  # ... but what htmx fetches from here
    }
}

# --- backups ---
# BACKUP_KEY: base64 of 32 bytes; `manage.py backup` seals with it. Keep it apart from the backups.
BACKUP_KEY = env.read("BACKUP_KEY", read_as.sealing_key, spare="", default="")

# --- what the operator sees: log lines of one JSON object each with ids only, and figures ---
# METRICS_TOKEN: monitoring sends it as `Authorization: Bearer ...`; without it no /metrics
# PROMETHEUS_MULTIPROC_DIR: an empty directory in which the web processes add up their counters
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")  # DEBUG, INFO, WARNING or ERROR
LOGGING = logs.to_standard_output(LOG_LEVEL)
