"""Keeps a learner's cookie: set when a visitor became a learner, deleted when an account claimed the learner."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from statuscourse.web.http import CourseRequest

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def learner_cookie(get_response: GetResponse) -> GetResponse:
    def middleware(plain_request: HttpRequest) -> HttpResponseBase:
        request = cast(CourseRequest, plain_request)
        response = get_response(request)
        if token := getattr(request, "new_learner_token", ""):
            response.set_cookie(
                settings.LEARNER_COOKIE,
                token,
                max_age=settings.LEARNER_COOKIE_AGE,
                path=settings.LEARNER_COOKIE_PATH,
                httponly=True,
                samesite="Lax",
                secure=settings.HTTPS,
            )
            patch_vary_headers(response, ["Cookie"])
        elif getattr(request, "forget_learner", False):
            response.delete_cookie(settings.LEARNER_COOKIE, path=settings.LEARNER_COOKIE_PATH, samesite="Lax")
            response.cookies[settings.LEARNER_COOKIE]["secure"] = settings.HTTPS
        return response

    return middleware
