"""The form that begins a live session."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.models import Quiz
from statuscourse.accounts.forms import helper
from statuscourse.accounts.models import User

from ..core.live import SECONDS


class QuizField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return _("%(title)s (%(number)d questions)") % {"title": obj.title, "number": obj.length}


class BeginForm(forms.Form):
    quiz = QuizField(
        label=gettext_lazy("Quiz"),
        queryset=Quiz.objects.none(),
        empty_label=gettext_lazy("Choose one"),
        error_messages={"invalid_choice": gettext_lazy("This quiz is not published any more. Choose another one.")},
    )
    seconds = forms.TypedChoiceField(
        label=gettext_lazy("Time for a question"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("The server closes the question when it is over. You can close it earlier."),
    )
    hides_names = forms.BooleanField(label=gettext_lazy("Show no names on the screen"), required=False)
    shows_bars = forms.BooleanField(label=gettext_lazy("Show bars while answers come in"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"hides_names": True})
        super().__init__(*args, **kwargs)
        choices: list[tuple[Any, str]] = [("", _("no limit: you close it"))]
        choices += [(number, _("%(number)d seconds") % {"number": number}) for number in SECONDS]
        seconds, quiz = self.fields["seconds"], self.fields["quiz"]
        assert isinstance(seconds, forms.ChoiceField) and isinstance(quiz, forms.ModelChoiceField)  # noqa: S101, PT018
        seconds.choices = choices
        quiz.queryset = Quiz.objects.visible_to(user).open_to_learners()
        names = ("quiz", "seconds", "hides_names", "shows_bars")
        self.helper = helper(self, "", _("Open the lobby"), *names)
