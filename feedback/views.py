"""Answering a survey, and what staff see of the answers."""

from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.queries.pages import modules_in_admin, pages_written_by
from feedback import queries
from feedback.distributions import MINIMUM
from feedback.forms import AnswerForm
from feedback.services import FeedbackRefused, answer_round
from feedback.wording import round_about


class Crumb(NamedTuple):
    """A step of the way here, as `components/breadcrumb.html` wants it."""

    title: str
    url: str = ""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The questionnaire for a participant; before and after it, what can be known of an answer and by whom."""
    now = timezone.now()
    feedback_round = get_object_or_404(queries.rounds_asked_of(request.user, now), pk=round_id)
    context = {
        "round": feedback_round,
        "about": round_about(feedback_round),
        "minimum": MINIMUM,
        "own_page": reverse("own-enrollment", args=[feedback_round.enrollment_id]),
    }
    context["crumbs"] = _crumbs(
        Crumb(_("My trainings"), reverse("own")), Crumb(feedback_round.run.course.short_title, context["own_page"])
    )
    is_open = queries.is_open(feedback_round, now)
    if feedback_round.is_answered or not is_open:
        return render(request, "feedback/closed.html", {**context, "is_open": is_open})
    form = AnswerForm(queries.questions_of(feedback_round), request.POST if request.method == "POST" else None)
    if form.is_valid():
        with suppress(FeedbackRefused):  # answered or closed in between: the page itself says which
            answer_round(feedback_round, request.user, form.answers(), now=now)
        return redirect("feedback-answer", round_id)
    return render(request, "feedback/answer.html", {**context, "form": form})


@never_cache
@login_required
@require_safe
def results(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The number of answers, and after closing how they spread; for the run's trainers and administrators."""
    rounds = queries.rounds_read_by(request.user).select_related("run__course", "form", "session")
    feedback_round = get_object_or_404(rounds, pk=round_id)
    context = {
        "results": queries.round_results(feedback_round, timezone.now()),
        "about": round_about(feedback_round),
        "minimum": MINIMUM,
        "crumbs": _crumbs(Crumb(_("Trainer's desk"), reverse("desk"))),
        "written": [
            (page.title, modules_in_admin(page))
            for page in pages_written_by(request.user).filter(course=feedback_round.run.course_id)
        ],
    }
    return render(request, "feedback/results.html", context)


def _crumbs(*before: Crumb) -> list[Crumb]:
    return [*before, Crumb(_("Feedback"))]
