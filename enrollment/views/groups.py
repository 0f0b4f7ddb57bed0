"""Vaihda ryhmää: which groups there are, the question with both times, and the change."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from courses.models import CourseRun
from courses.queries import days_in_words, runs_with_sessions
from enrollment.models import Enrollment
from enrollment.queries.group_changes import change_refusal, groups_to_change_to, may_leave
from enrollment.queries.places import PlaceCount, place_count
from enrollment.services import EnrollmentRefused, LastPlaceGone, change_group
from enrollment.wording.runs import denial_sentence, place_and_language, public_line, run_row


def _own_place(request: HttpRequest, enrollment_id: UUID) -> Enrollment:
    places = request.user.enrollments.select_related("person").prefetch_related(Prefetch("run", runs_with_sessions()))
    return get_object_or_404(places, pk=enrollment_id)


@login_required
@require_GET
def groups_view(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """The groups the place can be changed for."""
    place, now = _own_place(request, enrollment_id), timezone.now()
    if not may_leave(place, now):
        return redirect("own-enrollment", place.pk)
    rows = [
        run_row(run, count, now, url=reverse("change-group", args=[place.pk, run.pk]))
        for run, count in groups_to_change_to(place, now)
    ]
    return render(request, "enrollment/groups.html", {"place": place, "days": days_in_words(place.run), "rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def change_group_view(request: HttpRequest, enrollment_id: UUID, run_id: UUID) -> HttpResponse:
    """Ask once, both times in sight, then change; in a full group a press queues and the place is kept meanwhile."""
    place, now = _own_place(request, enrollment_id), timezone.now()
    runs = runs_with_sessions().filter(published_at__lte=now, course=place.run.course_id)
    run = get_object_or_404(runs, pk=run_id)
    if request.method == "GET":
        there = Enrollment.objects.live().filter(run=run, person=place.person_id).first()
        return redirect("own-enrollment", there.pk) if there else _ask(request, place, run, now)
    accepts_queue = "queue_seen" in request.POST
    try:
        changed = change_group(place, run, by=request.user, now=now, accepts_queue=accepts_queue)
    except LastPlaceGone:
        return _ask(request, place, run, now, was_asked=True)
    except EnrollmentRefused as refusal:
        messages.error(request, denial_sentence(refusal.reason, run))
        return redirect("own-enrollment", place.pk)
    _tell(request, changed)
    return redirect("own-enrollment", changed.pk)


def _ask(
    request: HttpRequest, place: Enrollment, run: CourseRun, now: datetime, *, was_asked: bool = False
) -> HttpResponse:
    count: PlaceCount = place_count(run)
    reason = change_refusal(place, run, count, now)
    context = {
        "place": place,
        "run": run,
        "days": days_in_words(place.run),
        "new_days": days_in_words(run),
        "denial": denial_sentence(reason, run) if reason else "",
        "position": count.waiting + 1 if count.is_full else None,
        "was_asked": was_asked,
        "line": public_line(place.run),
        "new_line": public_line(run),
        "how": place_and_language(place.run),
        "new_how": place_and_language(run),
    }
    return render(request, "enrollment/change_group.html", context)


def _tell(request: HttpRequest, changed: Enrollment) -> None:
    if changed.is_confirmed:
        messages.success(request, _("You changed the group. We sent the new times to your e-mail."))
    else:
        messages.success(request, _("You are in the queue of this group. You keep the place you have until then."))
