"""The floor of the benchmark: one file of bare Django that does only the work that cannot be left out.

It has the server, the workers and the SQLite settings of the product and nothing else: no static files, no security
headers, no compression, no gettext. ``/lesson/`` renders about 20 KB with a loop and a CSRF token, ``/signed-in/`` the
same after reading session and user, ``/answer/<id>/`` reads the session, checks CSRF, reads one row, inserts one in a
transaction and renders 1.5 KB; ``/draft/<attempt>/<place>/`` reads the session, checks CSRF, reads the learner's own
attempt, inserts or updates one row in a transaction and says the new version in JSON; ``/ok`` says ok.
``python -m tests.load.floor`` makes its database and prints sessions and attempts.
"""

import json
import os
import uuid
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

FOLDER = Path(os.environ["FLOOR_DIR"])
SECTIONS = 7
PLACES = 40  # of an attempt
PHRASES = "400 Bad Request,401 Unauthorized,403 Forbidden,404 Not Found,422 Unprocessable Content"
OPTIONS = [(int(text[:3]), text[4:]) for text in PHRASES.split(",")]
REASON = (
    "A client that is told so logs a mistake of its own and does not think of its token; it would fit a body that cannot "
    "be read at all, which is not what happened here, & nothing else has changed since."
)
PARAGRAPH = (
    "A phone wakes up after a week in a drawer & syncs its orders; the access token expired on Tuesday. The server "
    "cannot tell who is asking, so nothing has been decided yet about what she may see. It's the challenge that names "
    "the next move."
)

# ruff: noqa: E501 - templates
LESSON = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title><link rel="stylesheet" href="/static/site.css"></head>
<body><header><nav>{% for link in outline %}<a href="/lessons/{{ link.slug }}/"{% if link.slug == slug %} aria-current="page"{% endif %}>
{{ link.title }}</a>{% endfor %}</nav>{% if user %}<a href="/account/">{{ user.username }}</a>{% else %}<a href="/in/">Sign in</a>{% endif %}
</header><main><h1>{{ title }}</h1>{% for section in sections %}<section id="{{ section.anchor }}"><h2>{{ section.title }}</h2>
{% for paragraph in section.paragraphs %}<p>{{ paragraph }}</p>
{% endfor %}<form method="post" action="/questions/{{ section.anchor }}/" hx-post="/questions/{{ section.anchor }}/">{% csrf_token %}
<input type="hidden" name="key" value="{{ section.anchor }}-key"><fieldset><legend>{{ section.title }}</legend>
{% for option in section.options %}<label class="option s{{ option.digit }}"><input type="radio" name="answer" value="{{ option.code }}">
<b class="lamp">{{ option.code }}</b> {{ option.phrase }}</label>
{% endfor %}</fieldset><button type="submit">Answer</button></form></section>{% endfor %}</main><footer>{{ title }}</footer></body></html>
"""

GRADED = """<div class="graded {{ verdict }}" role="status"><h3>{% if verdict == "best" %}{{ chosen }} it is.{% else %}Not {{ chosen }}.
It is {{ question.best }}.{% endif %}</h3><p>{{ question.title }}</p><dl>{% for option in question.options %}
<dt class="s{{ option.digit }}"><b class="lamp">{{ option.code }}</b> {{ option.phrase }}</dt><dd>{{ option.why }}</dd>{% endfor %}</dl>
<a href="/lessons/{{ question.anchor }}/">Read the section</a></div>
"""

settings.configure(
    SECRET_KEY="floor" * 12,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_I18N=False,
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"lesson.html": LESSON, "graded.html": GRADED})],
                    )
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / "floor.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;",
            },
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.db import connection, models, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402


class Question(models.Model):
    title = models.CharField(max_length=80)
    best = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=80)
    options = models.JSONField()

    class Meta:
        app_label = "floor"


class Answer(models.Model):
    learner = models.IntegerField()
    question = models.ForeignKey(Question, on_delete=models.CASCADE, db_index=False)
    response = models.JSONField()
    verdict = models.CharField(max_length=10)
    key = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        app_label = "floor"


class Attempt(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    learner = models.IntegerField()
    question_ids = models.JSONField()

    class Meta:
        app_label = "floor"


class Draft(models.Model):
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, db_index=False)
    position = models.PositiveSmallIntegerField()
    response = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    save_key = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    class Meta:
        app_label = "floor"
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="floor_draft_once_a_position")]


SAVE = """
INSERT INTO floor_draft (attempt_id, position, response, version, save_key, saved_at) VALUES (%s, %s, %s, 1, %s, %s)
ON CONFLICT (attempt_id, position) DO UPDATE SET response = excluded.response, version = floor_draft.version + 1,
save_key = excluded.save_key, saved_at = excluded.saved_at WHERE floor_draft.version = %s RETURNING version
"""


def lesson_context():
    options = [{"code": code, "digit": code // 100, "phrase": phrase} for code, phrase in OPTIONS]
    return {
        "title": "Who are you, and may you?",
        "slug": "lesson-7",
        "outline": [{"slug": f"lesson-{n}", "title": f"The lesson with the number {n}"} for n in range(1, 15)],
        "sections": [
            {
                "anchor": f"section-{n}",
                "title": f"Known & refused {n}",
                "paragraphs": [PARAGRAPH] * 6,
                "options": options,
            }
            for n in range(1, SECTIONS + 1)
        ],
    }


CONTEXT = lesson_context()


def whole(response):
    """With its length, which Django leaves to a middleware and without which granian sends chunks."""
    response.headers["Content-Length"] = str(len(response.content))
    return response


def ok(request):
    return whole(HttpResponse("ok\n", content_type="text/plain"))


def lesson(request):
    return whole(render(request, "lesson.html", CONTEXT))


def signed_in(request):
    if not request.user.is_authenticated:
        return whole(HttpResponse("nobody is signed in", status=403))
    return whole(render(request, "lesson.html", {**CONTEXT, "user": request.user}))


def answer(request, number):
    learner = int(request.session["_auth_user_id"])
    question = Question.objects.get(pk=number)
    chosen = int(request.POST["answer"])
    verdict = "best" if chosen == question.best else "wrong"
    with transaction.atomic():
        Answer.objects.create(
            learner=learner,
            question=question,
            response={"kind": "code", "code": chosen},
            verdict=verdict,
            key=request.POST["key"],
            created_at=timezone.now(),
        )
    return whole(render(request, "graded.html", {"question": question, "verdict": verdict, "chosen": chosen}))


def draft(request, attempt_id, place):
    learner = int(request.session["_auth_user_id"])
    attempt = Attempt.objects.get(pk=attempt_id, learner=learner)
    if int(request.POST["revision"]) != attempt.question_ids[place - 1]:
        return whole(HttpResponse("another question", status=422))
    response, key = json.dumps({"kind": "one", "chosen": request.POST["answer"]}), request.POST["save_key"]
    # One statement, as nothing takes fewer; the ORM's own upsert cannot count versions.
    values = [attempt.pk.hex, place, response, key, str(timezone.now()), int(request.POST["version"])]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SAVE, values)
        saved = cursor.fetchone()
    if saved is None:
        return whole(JsonResponse({"reason": "elsewhere"}, status=409))
    return whole(JsonResponse({"version": saved[0], "save_key": key, "seconds_left": 3600}))


urlpatterns = [
    path("ok", ok),
    path("lesson/", lesson),
    path("signed-in/", signed_in),
    path("answer/<int:number>/", answer),
    path("draft/<uuid:attempt_id>/<int:place>/", draft),
]
application = get_wsgi_application()


def prepare(people):
    """Make the database and sign people in; returns their session keys and an attempt of each."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Question)
        editor.create_model(Answer)
        editor.create_model(Attempt)
        editor.create_model(Draft)
    options = [{"code": code, "digit": code // 100, "phrase": phrase, "why": REASON} for code, phrase in OPTIONS]
    with transaction.atomic():
        for number in range(80):
            Question.objects.create(title=f"The phone of {number}", best=401, anchor="section-1", options=options)
    sessions, attempts = [], []
    with transaction.atomic():
        for number in range(people):
            user = User.objects.create(username=f"person-{number}", password="!")
            store = SessionStore()
            store[SESSION_KEY] = str(user.pk)
            store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            store[HASH_SESSION_KEY] = user.get_session_auth_hash()
            store.save()
            sessions.append(store.session_key)
            attempts.append(str(Attempt.objects.create(learner=user.pk, question_ids=list(range(1, PLACES + 1))).pk))
    return {"sessions": sessions, "attempts": attempts}


if __name__ == "__main__":
    import sys

    print(json.dumps(prepare(int(sys.argv[1]))))
