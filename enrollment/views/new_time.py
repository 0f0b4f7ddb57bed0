"""Saying that a session's new time does not suit, from the mail or the own page. Only a press answers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.models import Session
from courses.queries import session_when
from enrollment.links import place_and_session
from enrollment.models import Enrollment, MakeUp
from enrollment.queries.make_ups import supplementary_assignment
from enrollment.queries.sessions import declined_new_time, last_move, may_decline_new_time, sessions_instead
from enrollment.services import AnswerRefused, come_after_all, decline_new_time
from enrollment.services.announce_changes import due_after, other_session_line
from enrollment.wording.changes import former_time


@never_cache
@require_http_methods(["GET", "POST"])
def new_time_view(request: HttpRequest, token: str) -> HttpResponse:
    """What was moved and how to make up for it, with the one answer; needs no sign-in."""
    enrollment, session = _asked_about(token)
    if request.method == "POST":
        return _answer(request, enrollment, session, token)
    declined = declined_new_time(session).filter(enrollment=enrollment).first()
    return render(request, "enrollment/new_time.html", _context(enrollment, session, declined))


def _asked_about(token: str) -> tuple[Enrollment, Session]:
    told = place_and_session(token)
    if told is None:
        raise Http404
    enrollment = get_object_or_404(Enrollment.objects.select_related("person"), pk=told[0])
    sessions = Session.objects.select_related("run__course", "topic").filter(run=enrollment.run_id)
    session = get_object_or_404(sessions, pk=told[1])
    return enrollment, session


def _context(enrollment: Enrollment, session: Session, declined: MakeUp | None) -> dict[str, Any]:
    now, before = timezone.now(), last_move(session)
    assignment = supplementary_assignment(session)
    due_at = (declined.due_at if declined else None) or due_after(session, assignment, now)
    return {
        "enrollment": enrollment,
        "session": session,
        "run": session.run,
        "when": session_when(session),
        "former": former_time(before) if before else "",
        "is_open": may_decline_new_time(enrollment, session, now),
        "is_declined": declined is not None,
        "assignment": assignment,
        "assignment_url": reverse("assignment", args=[enrollment.pk, assignment.pk]) if declined and assignment else "",
        "due_at": due_at,
        "others": [other_session_line(each) for each in sessions_instead(session, now)],
    }


def _answer(request: HttpRequest, enrollment: Enrollment, session: Session, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        if request.POST.get("answer") == "decline":
            decline_new_time(enrollment, session, by=enrollment.person, now=now)
        elif request.POST.get("answer") == "come" and come_after_all(enrollment, session, now=now):
            messages.success(request, _("Good that you can come."))
    except AnswerRefused:
        messages.error(request, _("This can no longer be answered. Please write to the contact person."))
    return redirect("new-time", token)
