"""Moving and cancelling a session: first the question with the letter, then the press."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import Session
from courses.queries import runs_with_sessions, session_when
from enrollment.queries.sessions import people_told
from enrollment.rights import Right
from enrollment.services import SessionRefused, Slot, cancel_session, move_session
from enrollment.services.previews import letter_of_cancelling, letter_of_moving
from enrollment.services.sessions import refusal_to_cancel, refusal_to_move
from enrollment.session_forms import MoveForm
from enrollment.views.desk import session_or_404
from enrollment.wording.changes import cancelled_sentence, doubts_about, move_question, moved_sentence


@login_required
@require_http_methods(["GET", "POST"])
def move_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Ask when and where, show what is sent to whom, then move the session."""
    session, now = session_or_404(request, session_id, Right.CHANGE_SESSIONS), timezone.now()
    form = MoveForm(request.POST) if request.method == "POST" else MoveForm.of(session)
    slot = Slot(*form.slot) if form.is_valid() else None
    if slot and (refusal := _refusal(session, slot, now)):
        form.add_error(None, refusal)
    step = request.POST.get("step")
    if slot is None or form.errors or step not in ("look", "move"):
        context = {"session": session, "form": form, "when": session_when(session)}
        return render(request, "enrollment/move.html", context)
    if step == "look":
        return render(request, "enrollment/move_confirm.html", _question(session, slot, form, now))
    try:
        told = move_session(session, slot, seen=form.cleaned_data["seen"], by=request.user, now=now)
    except SessionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk-move", session.pk)
    messages.success(request, moved_sentence(told))
    return redirect("desk-session", session.pk)


def _refusal(session: Session, slot: Slot, now: datetime) -> str:
    if slot.is_of(session):
        return _("Nothing has changed. Write the new time or venue.")
    return refusal_to_move(session, slot, now)


def _question(session: Session, slot: Slot, form: MoveForm, now: datetime) -> dict[str, Any]:
    told = people_told(session.run_id)
    return {
        "session": session,
        "form": form,
        "question": move_question(session, slot),
        "told": told,
        "doubts": doubts_about(session, slot, now),
        "letter": letter_of_moving(session, slot, told[0], now) if told else None,
    }


@login_required
@require_http_methods(["GET", "POST"])
def cancel_session_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Ask once with the letter, then cancel the session."""
    session, now = session_or_404(request, session_id, Right.CHANGE_SESSIONS), timezone.now()
    refusal = refusal_to_cancel(session, runs_with_sessions().get(pk=session.run_id))
    if refusal:
        messages.error(request, refusal)
        return redirect("desk-session", session.pk)
    if request.method == "GET":
        told = people_told(session.run_id)
        letter = letter_of_cancelling(session, told[0], now) if told else None
        context = {"session": session, "when": session_when(session), "told": told, "letter": letter}
        return render(request, "enrollment/cancel_session.html", context)
    try:
        count = cancel_session(session, by=request.user, now=now)
    except SessionRefused as late_refusal:
        messages.error(request, str(late_refusal))
        return redirect("desk-session", session.pk)
    messages.success(request, cancelled_sentence(count))
    return redirect("desk")
