"""The forms around the list of questions: its filters, beginning a question, retiring one."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from statuscourse.accounts.models import User

from ..core.kinds import KINDS
from ..core.kinds.base import KEBAB
from ..models import Question
from ..reports.shelf import KIND_LABELS, STATE_LABELS, Filters

ANY = ("", _("any"))
PAGES = 100_000  # more than there can be
PROBLEMS = [ANY, ("unfinished", _("cannot be published yet")), ("reported", _("reported by a learner"))]
OWNERS = [ANY, ("mine", _("mine")), ("shared", _("shared with me")), ("course", _("comes with the course"))]
TOPIC = 24  # characters: with the title and five letters that are drawn an id stays within 80


class _Drawn:
    """A form together with all that its HTML depends on, which makes two of them the same."""

    def __init__(self, form: forms.Form, said: tuple[Any, ...]) -> None:
        self.form = form
        self.said = said

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and self.said == other.said

    def __hash__(self) -> int:
        return hash(self.said)


@lru_cache(maxsize=256)
def _drawn(made: _Drawn) -> SafeString:
    return render_to_string("quizzes/author/_sieve.html", {"form": made.form})


class ShelfForm(forms.Form):
    """The filters of the list, as they stand in its address. ``filters`` are what they mean, once valid."""

    q = forms.CharField(label=_("Text"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[ANY, *((name, KIND_LABELS[name]) for name in KINDS)]
    )
    topic = forms.CharField(label=_("Topic"), required=False, max_length=40, widget=forms.Select)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *STATE_LABELS.items()])
    owner = forms.CharField(label=_("Owner"), required=False, max_length=160, widget=forms.Select)
    problem = forms.ChoiceField(label=_("Problem"), required=False, choices=PROBLEMS)
    difficulty = forms.TypedChoiceField(
        label=_("Difficulty"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ANY, ("1", _("1, warm-up")), ("2", _("2, daily work")), ("3", _("3, sharp edge"))],
    )
    label = forms.CharField(label=_("Label"), required=False, max_length=40)
    sort = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("last changed first")), ("title", _("by title"))]
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=PAGES, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, label_suffix="")

    def offer(self, topics: Iterable[str], owners: Iterable[str]) -> None:
        """What there is to choose from, for a page that draws the form; any name may be asked for."""
        topic, owner = self.fields["topic"].widget, self.fields["owner"].widget
        topic.choices = [ANY, *((name, name.replace("-", " ")) for name in topics)]
        owner.choices = [*OWNERS, *((f"by-{name}", name) for name in owners)]

    @property
    def is_narrow(self) -> bool:
        """Whether more than a text narrows the list, so that the fields for it have to be seen."""
        return any(self[name].value() for name in self.fields if name not in {"q", "page"})

    @property
    def html(self) -> SafeString:
        """The form as it is drawn, kept by what stands in it and what it offers: most people open the same lists."""
        given = tuple((name, str(self[name].value() or "")) for name in self.fields)
        offered = tuple(tuple(map(str, self.fields[name].widget.choices)) for name in ("topic", "owner"))
        return _drawn(_Drawn(self, (given, offered, get_language())))

    def clean_q(self) -> str:
        return str(self.cleaned_data["q"]).replace("\0", "")

    @property
    def filters(self) -> Filters:
        data = self.cleaned_data
        return Filters(
            text=data["q"],
            kind=data["kind"],
            topic=data["topic"],
            state=data["state"],
            owner=data["owner"],
            problem=data["problem"],
            difficulty=data["difficulty"],
            label=data["label"],
            sort=data["sort"],
            page=data["page"] or 1,
        )


class NewQuestionForm(forms.Form):
    """What a question begins with. Its kind stays; all else can be changed while it is a draft, but for the topic."""

    kind = forms.ChoiceField(
        choices=[(name, name) for name in KINDS],
        error_messages={"required": _("Choose what it asks."), "invalid_choice": _("There is no such kind.")},
    )
    topic = forms.RegexField(
        KEBAB,
        label=_("Topic"),
        max_length=TOPIC,
        widget=forms.TextInput({"list": "topics", "autocomplete": "off"}),
        error_messages={
            "required": _("A question belongs to a topic: one of the course, or one of your own."),
            "invalid": _("A topic is small letters, digits and hyphens, such as caching or week-3."),
            "max_length": _("A topic has at most %(limit_value)d characters, and this one %(show_value)d."),
        },
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=70,
        error_messages={
            "required": _("Give it a title; it can be changed later."),
            "max_length": _("A title has at most %(limit_value)d characters, and this one %(show_value)d."),
        },
    )


class RetireForm(forms.Form):
    """What came instead, if anything did."""

    replaced_by = forms.CharField(
        label=_("The question that replaces it, by its id (not needed)"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"list": "replacements", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, question: Question, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.user = user

    def clean_replaced_by(self) -> Question | None:
        name = str(self.cleaned_data["replaced_by"]).strip()
        if not name:
            return None
        if name == self.question.pk:
            raise forms.ValidationError(_("It cannot replace itself."))
        found = Question.objects.visible_to(self.user).filter(pk=name).first()
        if found is None:
            raise forms.ValidationError(_("There is no question with the id %(name)s.") % {"name": name})
        if found.current_id is None or found.retired_at:
            raise forms.ValidationError(_("%(name)s is not published, so nobody could go on there.") % {"name": name})
        return found
