"""From a run to a place: the form, the answer, the calendar file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Profession, User
from accounts.queries import organisations_matching
from courses.models import CourseRun
from courses.queries import (
    cancel_deadline,
    current_rule_set,
    days_in_words,
    every_session_is_held,
    held_sessions,
    runs_with_rules,
    runs_with_sessions,
)
from enrollment.enums import DenialReason
from enrollment.forms import EnrollForm, remembered
from enrollment.models import Enrollment
from enrollment.queries import PlaceCount, denial_reason, is_told_to_queue, place_count
from enrollment.queries.group_changes import groups_beside
from enrollment.queries.parallel import in_the_course
from enrollment.queries.places import queue_position
from enrollment.services import EnrollmentRefused, LastPlaceGone, Snapshot, enroll, enroll_visitor
from enrollment.services.calendars import calendar_name, calendar_of
from enrollment.wording.runs import denial_sentence, place_and_language, public_line

DONE_KEY = "enrolled"  # in the session: what the page after the press says, and to which address


def _published(runs: QuerySet[CourseRun], run_id: UUID) -> CourseRun:
    """The run, or 404 when it is not published."""
    return get_object_or_404(runs.filter(published_at__lte=timezone.now()), pk=run_id)


def _visitor(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


@require_http_methods(["GET", "POST"])
def enroll_view(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The form; a press gives a place, a number in the queue, or the question whether to queue."""
    run, visitor, now = _published(runs_with_rules(), run_id), _visitor(request), timezone.now()
    count = place_count(run)
    reason = denial_reason(run, visitor, now, count=count)
    if reason == DenialReason.ALREADY_ENROLLED and visitor:
        return redirect("own-enrollment", Enrollment.objects.live().get(run=run, person=visitor).pk)
    if reason == DenialReason.IN_ANOTHER_GROUP and visitor and (held := in_the_course(run, visitor, now).held):
        return redirect("change-group", held.pk, run.pk)
    rule_set = current_rule_set(run, now)
    form = EnrollForm(
        _typed(request),
        asks_certificate=bool(rule_set and rule_set.needs_opt_in),
        person=visitor,
        initial=remembered(visitor, timezone.localdate(now)) if visitor else {},
    )
    if reason is None and request.method == "POST" and form.is_valid():
        return _press(request, run, form, visitor)
    return _show(request, run, form, reason, count)


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, with the suggested address where the person chose it."""
    if request.method != "POST":
        return None
    typed = request.POST.copy()
    if typed.get("use_email"):
        typed["email"] = typed["use_email"]
    return typed


def _press(request: HttpRequest, run: CourseRun, form: EnrollForm, visitor: User | None) -> HttpResponse:
    now, typed = timezone.now(), form.cleaned_data
    snapshot = Snapshot(
        typed["name"],
        sector=typed["sector"],
        profession=form.known_profession,
        profession_text=typed["profession"],
        organisation_typed=typed["organisation"],
    )
    how = {
        "accepts_queue": typed["queue_seen"],
        "wants_certificate": typed.get("wants_certificate", False),
        "also": _ticked(request, run, now),
    }
    try:
        if visitor:
            enrollment = enroll(run, visitor, snapshot, now=now, **how)
        else:
            enrollment = enroll_visitor(run, typed["email"], snapshot, now=now, language=get_language() or "", **how)
    except LastPlaceGone as gone:
        return _show(request, run, form, None, place_count(run), asked_position=gone.position)
    except EnrollmentRefused as refusal:
        return _show(request, run, form, refusal.reason, place_count(run))
    request.session[DONE_KEY] = {
        "run": str(run.pk),
        "email": visitor.email if visitor else typed["email"],
        "queued": is_told_to_queue(enrollment, run, now),
    }
    return redirect("enroll-done", run.pk)


def _ticked(request: HttpRequest, run: CourseRun, now: datetime) -> list[CourseRun]:
    """The other groups the person said suit them too."""
    ticked = request.POST.getlist("also")
    return [each for each, _count in groups_beside(run, now) if str(each.pk) in ticked] if ticked else []


def _show(
    request: HttpRequest,
    run: CourseRun,
    form: EnrollForm,
    reason: DenialReason | None,
    count: PlaceCount,
    asked_position: int | None = None,
) -> HttpResponse:
    beside = groups_beside(run, timezone.now()) if count.is_full and not reason else []
    context: dict[str, Any] = {
        "run": run,
        "form": form,
        "roomy_groups": [(each, days_in_words(each)) for each, counted in beside if not counted.is_full],
        "full_groups": [
            (each, days_in_words(each), str(each.pk) in request.POST.getlist("also"))
            for each, counted in beside
            if counted.is_full
        ],
        "line": public_line(run),
        "how": place_and_language(run),
        "count": count,
        "position": asked_position or (count.waiting + 1 if count.is_full else None),
        "was_asked": asked_position is not None,
        "is_held": every_session_is_held(run, timezone.now()),
        "denial": denial_sentence(reason, run) if reason else "",
        "professions": Profession.objects.all(),
    }
    return render(request, "enrollment/enroll.html", context)


@require_GET
def enroll_done_view(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """What happened, the times and what to do next; the same page for every address, known or not."""
    done = request.session.get(DONE_KEY)
    if not done or done["run"] != str(run_id):
        return redirect("enroll", run_id)
    run = _published(runs_with_sessions(), run_id)
    now, cancel_by = timezone.now(), cancel_deadline(run)
    context = {
        "run": run,
        "done": done,
        "line": public_line(run),
        "how": place_and_language(run),
        "has_link": any(session.link for session in held_sessions(run)),
        "position": _own_position(run, _visitor(request)),
        "is_held": every_session_is_held(run, now),
        "cancel_by": cancel_by if cancel_by and now < cancel_by else None,
    }
    return render(request, "enrollment/enroll_done.html", context)


def _own_position(run: CourseRun, visitor: User | None) -> int:
    """The number in the queue of somebody who has signed in: others are told it by mail only; 0 without one."""
    own = Enrollment.objects.waiting().filter(run=run, person=visitor).first() if visitor else None
    return queue_position(own) if own else 0


@require_GET
def run_calendar_view(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The run's sessions for anybody's calendar, without the join link."""
    return calendar_response(calendar_of(_published(runs_with_sessions(), run_id), timezone.now()))


def calendar_response(text: str) -> HttpResponse:
    """A calendar file to download, called so in the reader's language."""
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{calendar_name()}"'
    return response


@require_GET
def organisations_view(request: HttpRequest) -> JsonResponse:
    """Names of checked organisations that match three letters or more, for the form's list."""
    names = [organisation.name for organisation in organisations_matching(request.GET.get("q", "")[:80])]
    return JsonResponse({"names": names})
