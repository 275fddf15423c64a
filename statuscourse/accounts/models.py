"""Who uses the site: learners, who exist before any account, and users, who are learners with a name and a password."""

import hashlib
import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An account. What it may do is its role."""

    class Role(models.TextChoices):
        LEARNER = "learner", _("learner")
        INSTRUCTOR = "instructor", _("instructor")
        ADMINISTRATOR = "administrator", _("administrator")

    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.LEARNER)

    class Meta(AbstractUser.Meta):
        constraints = [
            # "ada" and "Ada" in one gradebook cannot be told apart.
            models.UniqueConstraint(Lower("username"), name="accounts_username_unique_in_any_case"),
        ]
        indexes = [
            # How many accounts have which role, counted from the index alone, and those of one role by name, in the
            # administrators' list of people.
            models.Index(fields=["role", "username", "is_active"], name="accounts_user_of_role"),
        ]


class Learner(models.Model):
    """Somebody who answers. A visitor becomes one on the first write and is known by a cookie until they sign up.

    ``token_digest`` is the SHA-256 of the cookie's token, so that a stolen database is no set of cookies. It is empty
    once an account has claimed the learner: from then on the way in is signing in.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, null=True, blank=True, related_name="learner")
    token_digest = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - many nulls, unique otherwise
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # Also serves the query of every request with a learner's cookie.
            models.UniqueConstraint(fields=["token_digest"], name="accounts_learner_token_unique"),
        ]

    def __str__(self) -> str:
        return self.user.username if self.user else f"learner {self.pk}"


class Device(models.Model):
    """Another browser of a learner who has no account, let in by their personal code."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="devices")
    token_digest = models.CharField(max_length=64)  # as that of the learner itself
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Also serves the query of every request with such a cookie.
            models.UniqueConstraint(fields=["token_digest"], name="accounts_device_token_unique"),
        ]

    def __str__(self) -> str:
        return f"a device of learner {self.learner_id}"


class PersonalCode(models.Model):
    """The way back in for a learner without an account: a code that is shown once and kept as a digest."""

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="personal_code")
    digest = models.CharField(max_length=64)  # keyed with the site's secret: a code is too short for a bare hash
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="accounts_personal_code_unique")]

    def __str__(self) -> str:
        return f"the code of learner {self.learner_id}"


class Tally(models.Model):
    """How often something wrong was tried from somewhere within a window of time; throttles read it."""

    name = models.CharField(max_length=24)  # what was tried, as "join code"
    key = models.CharField(max_length=64)  # a digest of where it came from
    window = models.DateTimeField()  # when the window began
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["name", "key", "window"], name="accounts_tally_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"


def new_token() -> str:
    """A learner's cookie: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def code_digest(code: str) -> str:
    """What is kept of a personal code: HMAC-SHA256 under the site's secret, because all short codes can be tried."""
    return salted_hmac("statuscourse.personal-code", code, algorithm="sha256").hexdigest()


def derived(purpose: str, key: str) -> str:
    """Something secret that follows from a form's key: the form sent twice makes it once. 256 bits, as hex."""
    return salted_hmac(f"statuscourse.{purpose}", key, algorithm="sha256").hexdigest()
