"""The participant's own pages. Every object is looked up through the signed-in person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.queries import rule_sentence, session_when
from enrollment.enums import CAN_BE_WRITTEN
from enrollment.forms import AnswerForm
from enrollment.models import Enrollment, Submission
from enrollment.queries import own_page, runs_of_person
from enrollment.queries.own import current_first
from enrollment.services import (
    SubmissionRefused,
    ask_for_certificate,
    cancel_enrollment,
    save_draft,
    send_submission,
    take_back_submission,
)
from enrollment.services.announce import calendar_of
from enrollment.services.places import CancellationRefused
from enrollment.views.enroll import calendar_response
from enrollment.wording.own import can_join_now, checklist, own_line, own_row, session_name
from messaging.dates import clock

LETTERS_PER_PAGE = 20


def _own(request: HttpRequest) -> QuerySet[Enrollment]:
    return request.user.enrollments.select_related("person")


@login_required
@require_GET
def own_view(request: HttpRequest) -> HttpResponse:
    """Omat koulutukset: the next thing first, the nearest training in full, the others as rows."""
    now = timezone.now()
    enrollments = current_first(list(runs_of_person(request.user)), now)
    opened = enrollments[0] if enrollments and enrollments[0].is_live else None
    others = enrollments[1:] if opened else enrollments
    context: dict[str, Any] = {"others": [own_row(enrollment) for enrollment in others]}
    if opened:
        context |= _page_context(opened)
    return render(request, "enrollment/own.html", context)


@login_required
@require_GET
def own_enrollment_view(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """One training: its session line, what is missing, certificate and feedback."""
    enrollment = get_object_or_404(_own(request), pk=enrollment_id)
    return render(request, "enrollment/own_enrollment.html", _page_context(enrollment))


def _page_context(enrollment: Enrollment) -> dict[str, Any]:
    now, page = timezone.now(), own_page(enrollment)
    coming = [session for session in page.held if session.ends_at and session.ends_at > now]
    return {
        "page": page,
        "line": own_line(page, now),
        "items": checklist(page, now),
        "rule": rule_sentence(page.run, page.rule_set),
        "coming": coming[0] if coming else None,
        "next_when": session_when(coming[0]) if coming else "",
        "next_what": session_name(coming[0], page.run) if coming else "",
        "join_link": coming[0].link if coming and enrollment.holds_place and can_join_now(coming[0], now) else "",
        "may_cancel": page.may_cancel(now),
        "asks_wish": bool(page.rule_set and page.rule_set.needs_opt_in and not enrollment.wants_certificate),
    }


@login_required
@require_http_methods(["GET", "POST"])
def cancel_view(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """Ask once, then cancel."""
    enrollment = get_object_or_404(_own(request), pk=enrollment_id)
    if request.method == "GET":
        return render(request, "enrollment/cancel.html", {"page": own_page(enrollment)})
    try:
        cancel_enrollment(enrollment, by=request.user, now=timezone.now())
    except CancellationRefused:
        messages.error(request, _("The enrolment can no longer be cancelled here. Please write to the contact person."))
    else:
        messages.success(request, _("Thank you for telling us. Your enrolment is cancelled."))
    return redirect("own-enrollment", enrollment.pk)


@login_required
@require_POST
def wish_view(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """Note that the person wants a certificate after all."""
    enrollment = get_object_or_404(_own(request), pk=enrollment_id)
    ask_for_certificate(enrollment, now=timezone.now())
    messages.success(request, _("Your wish for a certificate has been noted."))
    return redirect("own-enrollment", enrollment.pk)


@login_required
@require_GET
def own_calendar_view(request: HttpRequest, enrollment_id: UUID) -> HttpResponse:
    """The sessions for the own calendar, with the join link for somebody who holds a place."""
    enrollment = get_object_or_404(_own(request), pk=enrollment_id)
    run = own_page(enrollment).run
    return calendar_response(calendar_of(run, timezone.now(), join_links=enrollment.holds_place))


@login_required
@require_GET
def letters_view(request: HttpRequest) -> HttpResponse:
    """Viestit: everything the site has said to the person."""
    letters = request.user.letters.filter(in_inbox=True)
    page = Paginator(letters, LETTERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "enrollment/letters.html", {"page": page})


def _own_submission(request: HttpRequest, enrollment_id: UUID, assignment_id: UUID) -> Submission:
    submissions = Submission.objects.select_related("enrollment__person").prefetch_related("assignment", "turns")
    return get_object_or_404(
        submissions, enrollment=enrollment_id, enrollment__person=request.user, assignment=assignment_id
    )


@login_required
@require_http_methods(["GET", "POST"])
def assignment_view(request: HttpRequest, enrollment_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Instruction and answer; the draft stays on the server."""
    submission = _own_submission(request, enrollment_id, assignment_id)
    action = request.POST.get("action", "")
    form = AnswerForm(request.POST or None, sending=action == "send", initial={"text": submission.text})
    if request.method == "POST" and (action == "take_back" or form.is_valid()):
        try:
            return _answer(request, submission, action, form)
        except SubmissionRefused as refusal:
            if request.accepts("text/html"):
                form.add_error("text" if action != "take_back" else None, str(refusal))
    return _show_assignment(request, submission, form)


def _answer(request: HttpRequest, submission: Submission, action: str, form: AnswerForm) -> HttpResponse:
    now = timezone.now()
    if action == "take_back":
        take_back_submission(submission, now=now)
        messages.info(request, _("Your answer is a draft again. Remember to send it."))
    elif action == "send":
        send_submission(submission, form.cleaned_data["text"], now=now)
        messages.success(request, _("Your answer has been sent. The trainer usually goes through it within a week."))
    else:
        save_draft(submission, form.cleaned_data["text"], now=now)
        saved = _("Draft saved at %(clock)s") % {"clock": clock(now)}
        if not request.accepts("text/html"):
            return JsonResponse({"saved": saved})
        messages.success(request, saved)
    return redirect("assignment", submission.enrollment_id, submission.assignment_id)


def _show_assignment(request: HttpRequest, submission: Submission, form: AnswerForm) -> HttpResponse:
    if not request.accepts("text/html"):
        return JsonResponse({"saved": ""}, status=409)
    context = {
        "submission": submission,
        "assignment": submission.assignment,
        "form": form,
        "turns": list(submission.turns.all())[::-1],
        "can_write": submission.state in CAN_BE_WRITTEN,
        "is_late": timezone.now() > submission.due_at,
    }
    return render(request, "enrollment/assignment.html", context)
