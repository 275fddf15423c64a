"""The editor of a question: writing, saving as one writes, publishing, and merging where two wrote at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.addresses import at
from statuscourse.web.http import (
    CourseRequest,
    not_kept,
    problem_details,
    problem_page,
    render_page,
    see_other,
)
from statuscourse.web.methods import allow

from ...access.authoring import get_authored_question
from ...actions import authoring, linking
from ...core.interchange.checking import SourceRefused
from ...core.interchange.model import Source
from ...core.merging import differences, merged
from ...forms import EditForm, FormRefused
from ...forms.editing import OPS, pressed
from ...forms.flat import normal
from ...models import Question
from ...reports import pickers, previews


@dataclass(frozen=True)
class Sent:
    """A form of the editor as it came: whose, of which question, upon which version of its working copy."""

    request: CourseRequest
    item: Question
    form: EditForm
    version: int

    @property
    def source(self) -> Source:
        return self.form.source()

    @property
    def is_changed(self) -> bool:
        return bool(differences(self.source, normal(self.item.working_copy)))


@allow("GET", "POST")
@author_required
def author_question(request: CourseRequest, question_id: str) -> HttpResponse:
    """The editor; to who may only look, the question as it is. A POST does what its button says."""
    item = get_authored_question(request.user, question_id)
    if request.method != "POST":
        return (
            _edit(request, item, EditForm.of(item.working_copy)) if _may_edit(request, item) else _look(request, item)
        )
    item = get_authored_question(request.user, question_id, "edit")
    try:
        sent = _sent(request, item)
        op, target = pressed(request.POST)
        if op in OPS:
            return _rows(sent, op, target)
        step = STEPS.get(target)
        if step is None:
            raise FormRefused(_("No button of this page is called that."))
        return step(sent)
    except FormRefused as refused:
        return _not_of_this_page(request, item, refused)
    except authoring.EditConflict as conflict:
        return _conflict(sent, conflict.question)


def _may_edit(request: CourseRequest, item: Question) -> bool:
    try:
        get_authored_question(request.user, item.pk, "edit")
    except PermissionDenied:
        return False
    return True


def _sent(request: CourseRequest, item: Question) -> Sent:
    """What a form of the editor says. Raises FormRefused."""
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise FormRefused(_("It does not say which version of the question it changes."))
    return Sent(request, item, EditForm.read(request.POST, item.working_copy), int(version))


def _not_of_this_page(request: CourseRequest, item: Question, refused: FormRefused) -> HttpResponse:
    text = _("%s Nothing was changed. Go back to have what you wrote, or load the editor again.") % refused.text
    way_out = reverse("author_question", args=[item.pk])
    return problem_page(
        request, 422, _("Not a form of this page"), text, way_out=way_out, way_out_label=_("To the editor")
    )


# What the buttons do


def _save(sent: Sent) -> HttpResponse:
    _store(sent)
    return see_other(f"{sent.request.path}?done=saved")


def _store(sent: Sent) -> int:
    """Save what stands in the form, if it differs; the version after that. Raises EditConflict."""
    if not sent.is_changed:  # the same again, or another window wrote the very same
        return sent.item.draft_version
    saved = authoring.save_working_copy(
        question=sent.item, source=sent.source, version=sent.version, by=sent.request.user, now=timezone.now()
    )
    return saved.draft_version


def _store_all(sent: Sent) -> int:
    """The same, and without what an import brought and no field shows: neither does the preview name it."""
    version = _store(sent)
    if sent.item.draft is None or sent.item.draft == sent.source:
        return version
    saved = authoring.save_working_copy(
        question=sent.item, source=sent.source, version=version, by=sent.request.user, now=timezone.now()
    )
    return saved.draft_version


def _publish(sent: Sent) -> HttpResponse:
    if sent.item.retired_at is not None and sent.version != sent.item.draft_version:
        raise authoring.EditConflict(sent.item)  # publishing would bring back what somebody retired meanwhile
    version = _store_all(sent)
    note = sent.request.POST.get("note", "").replace("\0", "")
    try:
        authoring.publish(
            question=sent.item, version=version, by=sent.request.user, now=timezone.now(), note=note.strip()
        )
    except SourceRefused as refused:
        item = get_authored_question(sent.request.user, sent.item.pk, "edit")
        form = EditForm.of(sent.source)
        summary = form.refuse(refused.problems)
        return _edit(sent.request, item, form, summary=summary, note=note, status=422)
    return see_other(f"{sent.request.path}?done=published")


def _show_preview(sent: Sent) -> HttpResponse:
    told = sent.request.POST.get("told", "")
    form = EditForm(sent.source, shown=sent.form.shown)
    return _edit(sent.request, sent.item, form, version=sent.version, told=told, is_unsaved=sent.is_changed)


def _rows(sent: Sent, op: str, target: str) -> HttpResponse:
    form = sent.form.after(op, target)
    if sent.request.htmx:
        data = _form_data(sent.item, form, sent.version)
        return render_page(sent.request, "quizzes/author/_editor.html", data)
    return _edit(sent.request, sent.item, form, version=sent.version, is_unsaved=True)


def _ask_discard(sent: Sent) -> HttpResponse:
    if sent.version != sent.item.draft_version:
        return _not_what_was_seen(sent)
    data = {"item": sent.item, "version": sent.version}
    return not_kept(render_page(sent.request, "quizzes/author/discard.html", data))


def _discard(sent: Sent) -> HttpResponse:
    try:
        authoring.discard_working_copy(
            question=sent.item, version=sent.version, by=sent.request.user, now=timezone.now()
        )
    except authoring.EditConflict:
        return _not_what_was_seen(sent)
    return see_other(f"{sent.request.path}?done=discarded" if sent.item.current_id else at("/author/"))


def _not_what_was_seen(sent: Sent, text: str = "") -> HttpResponse:
    text = text or _("Somebody changed this question since you opened it. Nothing was given up: look at it first.")
    way_out = reverse("author_question", args=[sent.item.pk])
    return problem_page(
        sent.request, 409, _("Changed meanwhile"), text, way_out=way_out, way_out_label=_("To the editor")
    )


def _link(sent: Sent) -> HttpResponse:
    is_linked, was_linked = (sent.request.POST.get(name) == "on" for name in ("is_linked", "was_linked"))
    try:
        linking.set_linked(
            question=sent.item, is_linked=is_linked, was_linked=was_linked, by=sent.request.user, now=timezone.now()
        )
    except linking.LinkMoved:
        return _not_what_was_seen(
            sent, _("Somebody moved this switch since you opened the page. Nothing was changed: look at it first.")
        )
    return see_other(f"{sent.request.path}?done=linked#by-itself")


def _merge(sent: Sent) -> HttpResponse:
    """Save mine with theirs where that was chosen, upon the version that was compared."""
    theirs = normal(sent.item.working_copy)
    if sent.version != sent.item.draft_version:
        raise authoring.EditConflict(sent.item)
    take = [each.place for each in differences(sent.source, theirs) if _takes_theirs(sent.request, each.place)]
    source = merged(sent.source, theirs, take)
    authoring.save_working_copy(
        question=sent.item, source=source, version=sent.version, by=sent.request.user, now=timezone.now()
    )
    return see_other(f"{sent.request.path}?done=merged")


def _takes_theirs(request: CourseRequest, place: str) -> bool:
    return request.POST.get(f"keep:{place}") == "theirs"


STEPS: dict[str, Callable[[Sent], HttpResponse]] = {
    "save": _save,
    "publish": _publish,
    "preview": _show_preview,
    "ask-discard": _ask_discard,
    "discard": _discard,
    "link": _link,
    "merge": _merge,
}


# Pages


def _edit(
    request: CourseRequest,
    item: Question,
    form: EditForm,
    *,
    version: int | None = None,
    summary: Any = (),
    note: str = "",
    told: str = "",
    is_unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    data = _form_data(item, form, item.draft_version if version is None else version)
    more = {
        "summary": summary,
        "note": note,
        "is_unsaved": is_unsaved,
        **_shown(item, form, told),
        "done": request.GET.get("done", ""),
        "address": request.build_absolute_uri(at(f"/questions/{item.pk}/")),
        "pickers": {"codes": pickers.codes(), "citations": pickers.citations(), "sections": pickers.sections()},
    }
    return not_kept(render_page(request, "quizzes/author/author_question.html", data | more, status=status))


def _form_data(item: Question, form: EditForm, version: int) -> dict[str, Any]:
    form.address = reverse("author_question", args=[item.pk])
    form.wire = previews.on_the_wire(form.source())
    return {"item": item, "form": form, "version": version}


def _shown(item: Question, form: EditForm, told: str) -> dict[str, Any]:
    """The preview of what stands in a form, with the feedback to one answer and what is missing."""
    shown = previews.preview(item, form.source())
    return {
        "item": item,
        "preview": shown,
        "feedback": shown.feedback_html(told),
        "told": told if any(each.key == told for each in shown.answers) else "",
        "missing": [form.located(problem) for problem in shown.missing],
    }


def _look(request: CourseRequest, item: Question) -> HttpResponse:
    data = _shown(item, EditForm.of(item.working_copy), "")
    return render_page(request, "quizzes/author/question_to_look_at.html", data)


def _conflict(sent: Sent, theirs: Question) -> HttpResponse:
    """Both versions side by side, with a choice wherever they differ."""
    found = differences(sent.source, normal(theirs.working_copy))
    rows = [
        {
            "place": each.place,
            "label": sent.form.where(each.place),
            "mine": _as_text(each.mine),
            "theirs": _as_text(each.theirs),
            "takes_theirs": _takes_theirs(sent.request, each.place),
        }
        for each in found
    ]
    data = {
        "item": theirs,
        "rows": rows,
        "values": sent.form.values(),
        "path": sent.request.path,
        "version": theirs.draft_version,
    }
    return not_kept(render_page(sent.request, "quizzes/author/merge.html", data, status=409))


def _as_text(value: Any, depth: int = 0) -> str:
    """A value as one reads it: rows one below the other, the parts of a row with their names."""
    if isinstance(value, list):
        return ("\n\n" if depth == 0 else "\n").join(_as_text(each, depth + 1) for each in value)
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_as_text(each, depth + 1)}" for name, each in value.items() if name != "id")
    return "" if value is None else str(value)


# For the page's scripts


@allow("POST")
@author_required
def author_draft(request: CourseRequest, question_id: str) -> HttpResponse:
    """Save what stands in the editor: JSON, or problem details."""
    item = get_authored_question(request.user, question_id, "edit")
    key = request.POST.get("save_key", "")
    if not (0 < len(key) <= 64 and key.isprintable()):
        return problem_details(422, _("No key"), _("A save names its key, so that it counts once."), reason="form")
    try:
        sent = _sent(request, item)
        version = _store(sent)
    except FormRefused as refused:
        return problem_details(422, _("Not saved"), refused.text, reason="form")
    except authoring.EditConflict as conflict:
        theirs = conflict.question
        if differences(sent.source, normal(theirs.working_copy)):
            text = _("Somebody else, or another window, changed this question in the meantime.")
            return problem_details(409, _("Changed elsewhere"), text, reason="elsewhere", version=theirs.draft_version)
        version = theirs.draft_version  # this save came before, and its answer got lost
    return JsonResponse({"version": version, "save_key": key}, headers={"Cache-Control": "no-store"})


@allow("POST")
@author_required
def author_preview(request: CourseRequest, question_id: str) -> HttpResponse:
    """What stands in the form as learners will see it, with the feedback to one answer. Nothing is stored."""
    item = get_authored_question(request.user, question_id, "edit")
    try:
        form = EditForm.read(request.POST, item.working_copy) if "version" in request.POST else None
    except FormRefused as refused:
        return _not_of_this_page(request, item, refused)
    data = _shown(item, form or EditForm.of(item.working_copy), request.POST.get("told", ""))
    template = "quizzes/author/_preview.html" if request.htmx else "quizzes/author/author_preview.html"
    return not_kept(render_page(request, template, data))
