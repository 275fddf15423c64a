"""The only settings file. What differs between machines comes from the environment, read in ``env``.

``SITE_URL`` chooses between two profiles: http for a classroom's own network (no Secure cookies, no HSTS) and https.
A path in it is a prefix: the site then shares its host with others, and keeps its addresses and cookies below the path.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import env
from .web import logs

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "data")
HOST = env.host("HOST", "127.0.0.1")
PORT = env.whole("PORT", 8000, least=1, most=65535)
SITE_URL = env.site_url("SITE_URL", env.own_address(HOST, PORT))
HTTPS = SITE_URL.startswith("https://")
PREFIX = urlsplit(SITE_URL).path
ORIGIN = SITE_URL.removesuffix(PREFIX)
FORCE_SCRIPT_NAME = PREFIX or None
# The server speaks plain http itself, so https always means a proxy in front that ends TLS.
BEHIND_PROXY = env.flag("BEHIND_PROXY", HTTPS)

DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.secret_key("SECRET_KEY", DATA_DIR / "secret_key")
ALLOWED_HOSTS = sorted({str(urlsplit(SITE_URL).hostname), "127.0.0.1", "localhost", *env.hosts("ALLOWED_HOSTS")})
CSRF_TRUSTED_ORIGINS = [ORIGIN] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "crispy_forms",
    "statuscourse",
    "statuscourse.web",
    "statuscourse.accounts",
    "quizzes",
    "lessons",
    "statuscourse.classrooms",
]

MIDDLEWARE = [
    "statuscourse.web.logs.request_log",
    "statuscourse.web.metrics.measured",
    "statuscourse.web.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Static files go on; whatever asks the database or a session is closed.
    "statuscourse.web.maintenance.MaintenanceMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "statuscourse.web.middleware.revalidation",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Ahead of CSRF, so that a DELETE to a page that only has GET is told 405 and not 403.
    "statuscourse.web.middleware.BeforeCsrfMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "statuscourse.accounts.middleware.learner_cookie",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "statuscourse.page_throttles.ThrottleMiddleware",
]

ROOT_URLCONF = "statuscourse.urls"
WSGI_APPLICATION = "statuscourse.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": not PREFIX,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "statuscourse.web.context_processors.page",
            ],
        },
    }
]
if PREFIX:  # what Django does by itself, with a loader for our own templates that knows of it
    LOADERS = ["statuscourse.web.loaders.PlacedLoader", "django.template.loaders.app_directories.Loader"]
    TEMPLATES[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", LOADERS)]

# A file in DATA_DIR, unless DATABASE_URL names a PostgreSQL that several machines share.
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "statuscourse.sqlite3",
    "CONN_MAX_AGE": 600,
    "OPTIONS": {
        # IMMEDIATE: with Django's default, 15 to 46 % of concurrent answers failed with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL is what makes "saved" true through a power cut; it costs a quarter of the writes a second.
        # 8 MB of pages instead of 2, so that the texts of ten thousand questions stay in memory.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;",
    },
}
DATABASES = {"default": env.database_url("DATABASE_URL", SQLITE)}

# The server makes backups of its own file by itself; of a PostgreSQL, which many servers share, only where it is told.
BACKUP_HOURS = env.whole("BACKUP_HOURS", 24 if DATABASES["default"] is SQLITE else 0, least=0, most=8760)
BACKUP_DIR = env.path("BACKUP_DIR", DATA_DIR / "backups")
BACKUP_KEEP_DAYS = env.whole("BACKUP_KEEP_DAYS", 7, least=0, most=3650)
BACKUP_KEEP_WEEKS = env.whole("BACKUP_KEEP_WEEKS", 4, least=0, most=520)
BACKUP_KEEP_MONTHS = env.whole("BACKUP_KEEP_MONTHS", 6, least=0, most=120)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["statuscourse.accounts.hashing.PatientPBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "progress"
LOGOUT_REDIRECT_URL = "home"

# Sign-in is throttled by user name and address together, never by the address alone: a classroom shares one.
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=10)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "statuscourse.accounts.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "statuscourse.accounts.lockout.too_many_attempts"
AXES_CLIENT_STR_CALLABLE = "statuscourse.accounts.lockout.who_tried"
AXES_RESET_ON_SUCCESS = True
# Otherwise one attempt in ten minutes locks a name for ever, and each one makes its row longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

# Budgets for answers, uploads and dear pages (statuscourse.page_throttles). Off for measuring what the server can do.
PAGE_THROTTLES = env.flag("PAGE_THROTTLES", True)

SESSION_COOKIE_AGE = 60 * 60 * 24 * 120  # a school term, because a password check costs 240 ms of processor time
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Under a prefix the names are our own: what another site of the host calls sessionid would hide ours. With https, the
# only way that browsers take it, __Host- keeps other hosts of the domain from planting one. It demands the path /, so
# below a path it is __Secure-, which does not.
COOKIE_NAMES = f"{('__Secure-' if PREFIX else '__Host-') if HTTPS else ''}{'statuscourse-' if PREFIX else ''}"
SESSION_COOKIE_NAME = f"{COOKIE_NAMES}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_NAMES}csrftoken"
LEARNER_COOKIE = f"{COOKIE_NAMES}learner"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LEARNER_COOKIE_PATH = PREFIX or "/"
CSRF_FAILURE_VIEW = "statuscourse.errors.csrf_failure"
LEARNER_COOKIE_AGE = 60 * 60 * 24 * 365

SECURE_SSL_REDIRECT = HTTPS and env.redirect("SSL_REDIRECT", is_told=BEHIND_PROXY)
SECURE_REDIRECT_EXEMPT = [f"^{re.escape(f'{PREFIX}/{name}'[1:])}$" for name in ("healthz", "readyz", "metrics")]
# HSTS is said for a whole host and its subdomains. Under a prefix the host is not ours, and its proxy says it or not.
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS and not PREFIX else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and not PREFIX
SILENCED_SYSTEM_CHECKS = ["security.W004"] if PREFIX else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# The shape of Django 6's setting of the same name, so that moving there deletes our middleware.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

# The largest form of the site is the editor's: the longest question of the course takes a tenth of this. Everything
# above it is told 413 before it is read.
MAX_BODY_BYTES = 64 * 1024
# But for files of questions, 5 MB, and for lists or marks of a class, 1 MB, with what a form puts around them. They
# stay in memory, where the readers want them. A star stands for one part of a path.
UPLOADS = {
    "/author/import/": 5_000_000 + MAX_BODY_BYTES,
    "/classes/*/roster/": 1_000_000 + MAX_BODY_BYTES,
    "/classes/*/gradebook/import/": 1_000_000 + MAX_BODY_BYTES,
}
# The address decides (statuscourse.web.bodies), before Django counts; a pasted text is a field and no file to it.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = max(UPLOADS.values())
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000  # a quiz of 60 picks has some hundreds

# Idle learners without an account, class and code go after so many days, with `manage.py prune_learners` or after a
# backup on a schedule; 0 is never, because nobody's work is deleted without somebody having decided it.
PRUNE_DAYS = env.days("PRUNE_DAYS", 0, least=30)

LANGUAGE_CODE = "en"
USE_I18N = True
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = f"{PREFIX}/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's pages need these files
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "statuscourse.web.storage.CourseStaticFilesStorage"
    },
}

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "course"

# What `manage.py load_course` reads.
COURSE_CONTENT = BASE_DIR / "lessons" / "content"
COURSE_BANK = BASE_DIR / "quizzes" / "bank"

LOG_REQUESTS = env.flag("LOG_REQUESTS", False)
LOGGING = logs.configuration(
    form=env.choice("LOG_FORMAT", "text", ["text", "json"]),
    level=env.choice("LOG_LEVEL", "WARNING", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]),
    requests=LOG_REQUESTS,
)

# Without a token there is no /metrics, and nothing is counted for it.
METRICS_TOKEN = env.token("METRICS_TOKEN", least=20)
