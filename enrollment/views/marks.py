"""What stands on a list that is open: two trainers mark on two phones. And the last press, taken back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from enrollment.queries import attendance_list
from enrollment.queries.marks import last_press
from enrollment.services import AttendanceRefused, undo_marks
from enrollment.views.desk import answer_refusal, row_json, session_or_404
from enrollment.wording.desk import attendance_rows, row_of, undone_sentence


@login_required
@require_GET
def marks_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The marks that stand, for a list that has been open a while; whoever is not among them is not marked."""
    session = session_or_404(request, session_id)
    standing = session.attendances.select_related("marked_by")
    return JsonResponse({"rows": [row_json(row_of(each, session)) for each in standing]})


@login_required
@require_POST
def undo_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Take back the last press; the press before it is offered next."""
    session = session_or_404(request, session_id)
    try:
        undone = undo_marks(session, request.POST.get("batch", ""), by=request.user, now=timezone.now())
    except AttendanceRefused as refusal:
        return answer_refusal(request, session, refusal)
    rows = [row for row in attendance_rows(attendance_list(session)) if row.person_id in undone]
    told = undone_sentence(rows)
    if not request.accepts("text/html"):
        facts = {"rows": [row_json(row) for row in rows], "said": told, "batch": last_press(session, request.user)}
        return JsonResponse(facts)
    messages.success(request, told)
    return redirect("desk-session", session.pk)
