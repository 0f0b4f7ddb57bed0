"""The participant's own pages. Every object is looked up through the signed-in person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.models import Session
from courses.queries import every_session_is_held, rule_sentence, runs_with_sessions, session_when
from enrollment.enums import EnrollmentState
from enrollment.links import offer_path
from enrollment.models import Enrollment
from enrollment.queries import denial_reason, is_awaited, may_ask_for_certificate, own_page, runs_of_person
from enrollment.queries.group_changes import may_change_group
from enrollment.queries.own import OwnPage, current_first, live_twin, own_pages, with_positions
from enrollment.services import (
    AbsenceRefused,
    ask_for_certificate,
    cancel_enrollment,
    take_absence_back,
    tell_absence,
)
from enrollment.services.calendars import calendar_of, times_left_run
from enrollment.services.places import CancellationRefused, WishRefused
from enrollment.views.enroll import calendar_response
from enrollment.wording.own import (
    can_join_now,
    join_note,
    needs_nothing,
    next_task,
    session_name,
    training_name,
    what_is_missing,
)
from enrollment.wording.own_rows import own_row, status
from enrollment.wording.own_sessions import own_line

LETTERS_PER_PAGE = 20


def _own(request: HttpRequest) -> QuerySet[Enrollment]:
    return request.user.enrollments.select_related("person", "rule_set", "completed_under")


@login_required
@require_GET
def own_view(request: HttpRequest) -> HttpResponse:
    """Omat koulutukset: the next thing first, the nearest training in full, the others as rows."""
    now = timezone.now()
    pages = with_positions(own_pages([(each, each.run) for each in runs_of_person(request.user)]))
    pages = current_first(pages, now)
    opened = pages[0] if pages and pages[0].enrollment.is_live else None
    others = pages[1:] if opened else pages
    context: dict[str, Any] = {"others": [own_row(page, now) for page in others]}
    if opened:
        context |= _page_context(opened, now, training=training_name(opened.run))
    return render(request, "enrollment/own.html", context)


@login_required
@require_GET
def own_enrollment_view(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """One training: its session line, what is missing, certificate and feedback; an ended enrolment leads to the one
    that stands in the same run.
    """
    enrollment = get_object_or_404(_own(request), pk=enrollment_id)
    twin = live_twin(enrollment)
    if twin:
        return redirect("own-enrollment", twin.pk)
    return render(request, "enrollment/own_enrollment.html", _page_context(own_page(enrollment), timezone.now()))


def _page_context(page: OwnPage, now: datetime, *, training: str = "") -> dict[str, Any]:
    """What the panels of one training show; `training` names it on a page that does not say itself which one it is."""
    enrollment, coming = page.enrollment, page.next_session(now)
    joins = coming is not None and enrollment.is_confirmed and not page.is_told_away(coming)
    return {
        "page": page,
        "training": training,
        "next_eyebrow": " · ".join(filter(None, [pgettext("session", "Next"), training])),
        "status": status(page, now)[0],
        "missing": what_is_missing(page, now),
        "needs_nothing": needs_nothing(page, now),
        "task": next_task(page, now),
        "is_held": every_session_is_held(page.run, now),
        "offer_url": offer_path(enrollment) if enrollment.state == EnrollmentState.OFFERED else "",
        "comes_back": not enrollment.is_live and denial_reason(page.run, None, now) is None,
        "line": own_line(page, now),
        "rule": rule_sentence(page.run, page.rule_set),
        "coming": coming,
        "next_when": session_when(coming) if coming else "",
        "next_what": session_name(coming, page.run) if coming else "",
        "join_note": join_note(coming, page, now) if coming and enrollment.is_confirmed else "",
        "join_link": coming.link if coming and joins and can_join_now(coming, now) else "",
        "may_cancel": page.may_cancel(now),
        "groups_url": _groups_url(page, now),
        "tells_absence": bool(coming) and enrollment.is_confirmed and not page.may_cancel(now),
        "wish": reverse("certificate-wish", args=[enrollment.pk]) if may_ask_for_certificate(enrollment) else "",
    }


def _groups_url(page: OwnPage, now: datetime) -> str:
    """Where the place is changed for one in another group; empty where it cannot be."""
    page.enrollment.run = page.run
    return reverse("groups", args=[page.enrollment.pk]) if may_change_group(page.enrollment, now) else ""


@login_required
@require_http_methods(["GET", "POST"])
def cancel_view(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """Ask once, then cancel; what can no longer be cancelled is said instead of asked."""
    enrollment = get_object_or_404(_own(request), pk=enrollment_id)
    now = timezone.now()
    if request.method == "GET":
        page = own_page(enrollment)
        if page.may_cancel(now):
            context = {
                "page": page,
                "is_awaited": is_awaited(page.run, now),
                "groups_url": _groups_url(page, now),
            }
            return render(request, "enrollment/cancel.html", context)
        return _not_cancelled(request, enrollment)
    try:
        ended_from = cancel_enrollment(enrollment, by=request.user, now=now)
    except CancellationRefused:
        return _not_cancelled(request, enrollment)
    said = (
        _("You gave up your number in the queue.")
        if ended_from == EnrollmentState.WAITING
        else _("Thank you for telling us. Your enrolment is cancelled.")
    )
    messages.success(request, said)
    return redirect("own-enrollment", enrollment.pk)


def _not_cancelled(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    if enrollment.is_live:
        told = _("The enrolment can no longer be cancelled here. Please write to the contact person.")
        messages.error(request, told)
    return redirect("own-enrollment", enrollment.pk)


@login_required
@require_POST
def absence_view(request: HttpRequest, enrollment_id: UUID, session_id: UUID) -> HttpResponse:
    """Tell that one cannot come to a session, or with `back` that one can after all."""
    enrollment = get_object_or_404(_own(request), pk=enrollment_id)
    session = get_object_or_404(Session, pk=session_id, run=enrollment.run_id)
    is_back = "back" in request.POST
    change = take_absence_back if is_back else tell_absence
    try:
        change(enrollment, session, by=request.user, now=timezone.now())
    except AbsenceRefused as refusal:
        messages.error(request, str(refusal.reason.label))
        return redirect("own-enrollment", enrollment.pk)
    said = (
        _("You are expected at the session again.") if is_back else _("Thank you for telling us. You keep your place.")
    )
    messages.success(request, said)
    return redirect("own-enrollment", enrollment.pk)


@login_required
@require_POST
def wish_view(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """Note that the person wants a certificate after all."""
    enrollment = get_object_or_404(_own(request), pk=enrollment_id)
    try:
        ask_for_certificate(enrollment, now=timezone.now())
        messages.success(request, _("Your wish for a certificate has been noted."))
    except WishRefused:
        messages.error(request, _("A certificate cannot be asked for here. Please write to the contact person."))
    return redirect("own-enrollment", enrollment.pk)


@login_required
@require_GET
def own_calendar_view(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """The sessions for the own calendar, with the join link; only for somebody whose place is theirs already."""
    enrollment = get_object_or_404(_own(request).filter(state=EnrollmentState.CONFIRMED), pk=enrollment_id)
    run = runs_with_sessions().get(pk=enrollment.run_id)
    text = calendar_of(run, timezone.now(), join_links=True, times_left=times_left_run(enrollment))
    return calendar_response(text)


@login_required
@require_GET
def letters_view(request: HttpRequest) -> HttpResponse:
    """Viestit: everything the site has said to the person."""
    letters = request.user.letters.filter(in_inbox=True)
    page = Paginator(letters, LETTERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "enrollment/letters.html", {"page": page})
