"""What the work of a class says to those who teach it."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, render_page
from statuscourse.web.methods import allow

from .. import access
from ..core import attention, insight
from ..reports.insight import insight_page


@allow("GET")
@author_required
def class_insight(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """What do I teach tomorrow? Names are on this page, and members never see it."""
    item = access.get_taught_class(request, class_id)
    page = insight_page(item, user=request.user, now=timezone.now())
    data = {"classroom": item, "page": page, "limits": attention, "least": insight}
    return render_page(request, "classrooms/class_insight.html", data)
