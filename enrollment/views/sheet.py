"""The list of a session on paper, printed the evening before."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from courses.queries import session_place, session_title, session_when
from enrollment.queries import attendance_list
from enrollment.queries.desk import sessions_of_trainer

LINES_FOR_OTHERS = range(8)  # for people who come without having enrolled


@login_required
@require_GET
def sheet_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The names of the session's list with boxes to tick, and empty lines; no addresses, as paper is left on tables."""
    sessions = sessions_of_trainer(request.user).select_related("run__course", "topic")
    session = get_object_or_404(sessions, pk=session_id)
    context = {
        "session": session,
        "when": session_when(session),
        "about": [text for text in (session_title(session), session_place(session, session.run)) if text],
        "people": attendance_list(session).people,
        "lines": LINES_FOR_OTHERS,
    }
    return render(request, "enrollment/sheet.html", context)
