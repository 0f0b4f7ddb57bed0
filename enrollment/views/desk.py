"""The trainer's desk. Objects are looked up among the sessions and runs of the signed-in trainer; others answer 404."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.enums import WITHOUT_A_LIST
from courses.models import Session
from enrollment.forms import HeadcountForm, ReopenForm, WalkInForm, posted_marks
from enrollment.queries import attendance_list, desk, has_screen, may
from enrollment.queries.desk import added_by_hand, join_link, last_reopening, sessions_of_trainer
from enrollment.queries.figures import session_headcounts
from enrollment.queries.marks import last_press
from enrollment.queries.sessions import declined_new_time
from enrollment.rights import Right
from enrollment.services import (
    AttendanceRefused,
    MarkResult,
    add_walk_in,
    mark_attendance,
    mark_rest_present,
    remove_walk_in,
)
from enrollment.services.attendance import Mark
from enrollment.services.walk_ins import NamesakeOnList, WalkIn
from enrollment.wording.desk import (
    AttendanceRow,
    attendance_rows,
    attendance_word,
    conflict_sentence,
    headcount_initial,
    headcount_sentence,
    reopened_sentence,
    row_of,
    said_of,
)


def session_or_404(request: HttpRequest, session_id: UUID, right: Right = Right.MARK) -> Session:
    """The session with what its screens show, for somebody who has the right in it."""
    sessions = sessions_of_trainer(request.user, right).select_related(
        "run__course", "topic", "attendance_confirmed_by"
    )
    return get_object_or_404(sessions, pk=session_id)


@login_required
@require_GET
def desk_view(request: HttpRequest) -> HttpResponse:
    """Earlier sessions to confirm first, then today's and the coming ones."""
    if not has_screen(request.user, Right.SEE_SESSIONS):
        raise Http404
    return render(request, "enrollment/desk.html", {"desk": desk(request.user, timezone.now())})


@login_required
@require_http_methods(["GET", "POST"])
def session_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The list of a session; a press stores the rows that changed."""
    session = session_or_404(request, session_id)
    if request.method == "POST":
        return _store_marks(request, session)
    return show_session(request, session)


def show_session(
    request: HttpRequest,
    session: Session,
    *,
    headcount: HeadcountForm | None = None,
    reopening: ReopenForm | None = None,
    refused: dict[int, str] | None = None,
    removing: int | None = None,
) -> HttpResponse:
    """The list of the session; a form handed in has to be corrected. `refused` tells why whose minutes were not
    stored, and the typed ones come back; `removing` is who is about to be taken off the list.
    """
    now, people, headcounts = timezone.now(), attendance_list(session), session_headcounts(session)
    wrong = refused or {}
    context: dict[str, Any] = {
        "session": session,
        "people": people,
        "rows": attendance_rows(people, {person: (_minutes(request, person), why) for person, why in wrong.items()}),
        "may_confirm": may(request.user, Right.CONFIRM, session.run, session),
        "may_change": may(request.user, Right.CHANGE_SESSIONS, session.run) and not session.attendance_confirmed_at,
        "declined": [make_up.enrollment.shown_name for make_up in declined_new_time(session)],
        "has_begun": session.has_begun(now),
        "join_link": join_link(session, now),
        "removing": removing,
        "undo": last_press(session, request.user),
        "is_without_list": not people.people and session.run.admission in WITHOUT_A_LIST,
        "reopen_form": reopening or ReopenForm(),
        "reopened": reopened_sentence(last) if (last := last_reopening(session)) else "",
        "headcounts": [headcount_sentence(each) for each in headcounts.values() if each.quantity],
        "form": headcount or reopening,
        "headcount_form": headcount or HeadcountForm(initial=headcount_initial(headcounts)),
    }
    return render(request, "enrollment/session.html", context)


def _store_marks(request: HttpRequest, session: Session) -> HttpResponse:
    batch, marks = uuid.uuid4().hex, _marks(request)
    try:
        results = mark_attendance(session, marks, by=request.user, now=timezone.now(), batch=batch)
    except AttendanceRefused as refusal:
        return answer_refusal(request, session, refusal)
    stored, wrong = sum(result.is_stored for result in results), _wrong_minutes(marks, results)
    if not request.accepts("text/html"):
        rows = [*(_row_json(each, session) for each in results if not each.refusal), *_wrong_json(wrong)]
        return JsonResponse({"rows": rows, "batch": batch if stored else ""})
    _tell_conflicts(request, results)
    if stored:
        text = ngettext("%(count)s mark saved.", "%(count)s marks saved.", stored) % {"count": stored}
        messages.success(request, text)
    return show_session(request, session, refused=wrong) if wrong else redirect("desk-session", session.pk)


def _marks(request: HttpRequest) -> list[Mark]:
    return [Mark(person, status, seen, minutes) for person, status, seen, minutes in posted_marks(request.POST)]


def _wrong_minutes(marks: list[Mark], results: list[MarkResult]) -> dict[int, str]:
    """By person, why the minutes were not stored."""
    return {mark.person_id: each.refusal for mark, each in zip(marks, results, strict=True) if each.refusal}


def _wrong_json(wrong: dict[int, str]) -> list[dict[str, Any]]:
    return [{"person": person, "refusal": why} for person, why in wrong.items()]


def _minutes(request: HttpRequest, person: int) -> str:
    return request.POST.get(f"minutes-{person}", "")


def _tell_conflicts(request: HttpRequest, results: list[MarkResult]) -> None:
    for result in results:
        if result.is_conflict and result.stands:
            messages.warning(request, conflict_sentence(result.stands))


def _row_json(result: MarkResult, session: Session) -> dict[str, Any]:
    if result.stands is None:
        return {}
    conflict = conflict_sentence(result.stands) if result.is_conflict else ""
    return row_json(row_of(result.stands, session)) | {
        "said": conflict or said_of(result.stands),
        "conflict": conflict,
    }


def row_json(row: AttendanceRow) -> dict[str, Any]:
    """What stands for one person, as an open list repaints it."""
    return {
        "person": row.person_id,
        "status": row.status,
        "minutes": row.minutes,
        "version": row.version,
        "text": row.marked_text,
    }


def answer_refusal(request: HttpRequest, session: Session, refusal: AttendanceRefused) -> HttpResponse:
    """Why nothing was stored, on the list or to its script."""
    if not request.accepts("text/html"):
        return JsonResponse({"error": str(refusal)}, status=409)
    messages.error(request, str(refusal))
    return redirect("desk-session", session.pk)


@login_required
@require_POST
def rest_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Mark the rest present; what was chosen on the same screen is stored first, and nobody of it is the rest.

    Minutes to be corrected come first: until then nobody is marked as one of the rest.
    """
    session, batch, now, marks = session_or_404(request, session_id), uuid.uuid4().hex, timezone.now(), _marks(request)
    try:
        results = mark_attendance(session, marks, by=request.user, now=now, batch=batch)
        if wrong := _wrong_minutes(marks, results):
            return show_session(request, session, refused=wrong)
        rest = mark_rest_present(session, by=request.user, now=now, batch=batch)
    except AttendanceRefused as refusal:
        return answer_refusal(request, session, refusal)
    _tell_conflicts(request, results)
    text = ngettext("%(count)s person marked present.", "%(count)s people marked present.", rest) % {"count": rest}
    messages.success(request, text)
    return redirect("desk-session", session.pk)


@login_required
@require_http_methods(["GET", "POST"])
def walk_in_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Add somebody who came."""
    session = session_or_404(request, session_id)
    if not session.has_begun(timezone.now()):
        return redirect("desk-session", session.pk)
    form = WalkInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, email, asked = form.cleaned_data["name"], form.cleaned_data["email"], request.POST.get("asked")
        try:
            added = add_walk_in(session, name, email, by=request.user, now=timezone.now(), is_another=asked == name)
        except NamesakeOnList as question:
            form.add_error("name", str(question))
            return render(request, "enrollment/walk_in.html", {"session": session, "form": form, "asked": name})
        except AttendanceRefused as refusal:
            return answer_refusal(request, session, refusal)
        _tell_walk_in(request, added)
        return redirect("desk-session", session.pk)
    return render(request, "enrollment/walk_in.html", {"session": session, "form": form})


def _tell_walk_in(request: HttpRequest, added: WalkIn) -> None:
    facts = {"name": added.name}
    if added.standing is None:
        messages.success(request, _("%(name)s was added and marked present.") % facts)
        return
    facts["status"] = attendance_word(added.standing.status)
    messages.warning(request, _("%(name)s is on the list already, marked: %(status)s. Change it on the list.") % facts)


@login_required
@require_POST
def remove_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Take somebody added by mistake off the list, asked about first: it cannot be undone. What was chosen on the same
    screen is stored before.
    """
    session, now = session_or_404(request, session_id), timezone.now()
    is_asked = "asked" in request.POST
    person_id = _number(request.POST.get("asked" if is_asked else "person", ""))
    try:
        marks = [mark for mark in _marks(request) if mark.person_id != person_id]
        results = mark_attendance(session, marks, by=request.user, now=now)
        if wrong := _wrong_minutes(marks, results):
            return show_session(request, session, refused=wrong)
        if not is_asked and person_id in added_by_hand(session):
            return show_session(request, session, removing=person_id)
        name = remove_walk_in(session, person_id, by=request.user, now=now)
    except AttendanceRefused as refusal:
        return answer_refusal(request, session, refusal)
    _tell_conflicts(request, results)
    messages.success(request, _("%(name)s was taken off the list.") % {"name": name})
    return redirect("desk-session", session.pk)


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0
