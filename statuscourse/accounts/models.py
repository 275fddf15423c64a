"""Who uses the site: learners, who exist before any account, and users, who are learners with a name and a password."""

import hashlib
import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
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


def new_token() -> str:
    """A learner's cookie: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
