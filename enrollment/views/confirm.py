"""Confirming who was there, and opening the attendance again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.models import Session
from enrollment.enums import AttendanceStatus
from enrollment.forms import ReopenForm
from enrollment.queries import AttendanceList, attendance_list
from enrollment.queries.make_ups import consequences
from enrollment.rights import Right
from enrollment.services import AttendanceRefused, confirm_session, reopen_session
from enrollment.views.desk import session_or_404, show_session
from enrollment.wording.desk import missed_rows, tally, told_sentence, unreached_sentence


@login_required
@require_http_methods(["GET", "POST"])
def confirm_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Confirm the attendance; asks about everybody unmarked, each or all at once."""
    session = session_or_404(request, session_id, Right.CONFIRM)
    people = attendance_list(session)
    if request.method == "GET":
        return _show_confirm(request, session, people, {}, "")
    for_all = request.POST.get("all", "")
    chosen = {
        listed.person.pk: for_all or request.POST.get(f"rest-{listed.person.pk}", "") for listed in people.unmarked
    }
    rest = {person: AttendanceStatus(status) for person, status in chosen.items() if status in AttendanceStatus.values}
    try:
        told = confirm_session(session, by=request.user, now=timezone.now(), rest=rest)
    except AttendanceRefused as refusal:
        return _show_confirm(request, session, attendance_list(session), rest, str(refusal))
    sentences = [_("The attendance is confirmed."), told_sentence(told), unreached_sentence(consequences(session))]
    messages.success(request, " ".join(filter(None, sentences)))
    return redirect("desk-session", session.pk)


def _show_confirm(
    request: HttpRequest, session: Session, people: AttendanceList, chosen: dict[int, AttendanceStatus], refusal: str
) -> HttpResponse:
    if not session.has_begun(timezone.now()):
        return redirect("desk-session", session.pk)
    rows = [
        {"person": each.person, "name": each.name, "chosen": chosen.get(each.person.pk)} for each in people.unmarked
    ]
    found = consequences(session)
    context = {
        "session": session,
        "people": people,
        "rows": rows,
        "refusal": refusal,
        "tally": tally(people),
        "missed": missed_rows(people, found),
        "assignment": found.assignment,
    }
    return render(request, "enrollment/confirm.html", context)


@login_required
@require_POST
def reopen_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Reopen a confirmed session for corrections."""
    session, form = session_or_404(request, session_id, Right.CONFIRM), ReopenForm(request.POST)
    if not form.is_valid():
        return show_session(request, session, reopening=form)
    reopen_session(session, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
    messages.info(request, _("The attendance is open for corrections. Confirm it again when you are done."))
    return redirect("desk-session", session.pk)
