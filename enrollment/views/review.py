"""Going through assignments. Answers are looked up among those of the signed-in trainer's runs; others answer 404."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from enrollment.forms import LONGEST_COMMENT, DecisionForm
from enrollment.models import Submission
from enrollment.queries import has_screen, review_queue
from enrollment.queries.desk import QUEUE_PAGE, decided_submissions
from enrollment.queries.progress import would_complete
from enrollment.rights import Right
from enrollment.services import SubmissionRefused, accept_submission, ask_for_more, record_reading
from enrollment.wording.desk import decided_sentence, turn_stages

ACCEPTING = ("accept", "complete")  # the second press, where the first one asks


@login_required
@require_GET
def review_queue_view(request: HttpRequest) -> HttpResponse:
    """Answers waiting for review, oldest first, and the latest decided ones."""
    if not has_screen(request.user, Right.REVIEW):
        raise Http404
    page = Paginator(review_queue(request.user), QUEUE_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "decided": decided_submissions(request.user)[:10]}
    return render(request, "enrollment/review_queue.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def review_view(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """One answer beside its instruction; accept, or ask for more. What completes the training is asked about first.

    A comment being written is kept in the reviewer's own session, for nobody else and until it ends.
    """
    submission, decision = _reviewable(request, submission_id), request.POST.get("decision")
    kept_as = f"comment-{submission.pk}"
    if decision == "keep":
        request.session[kept_as] = request.POST.get("comment", "")[:LONGEST_COMMENT]
        return HttpResponse(status=204)
    initial = {"turn": submission.turn, "comment": request.session.get(kept_as, "")}
    form = DecisionForm(request.POST or None, initial=initial)
    asks = False
    if request.method == "POST" and form.is_valid():
        if decision == "accept" and would_complete(submission, timezone.now()):
            asks = True
        elif _decide(request, submission, form, accept_submission if decision in ACCEPTING else ask_for_more):
            request.session.pop(kept_as, None)
            return redirect("review-queue")
    record_reading(request.user, submission, now=timezone.now())
    turns = list(submission.turns.select_related("reviewer").prefetch_related("files"))[::-1]
    context = {
        "submission": submission,
        "form": form,
        "asks": asks,
        "answer": turns[0].text if turns else "",
        "files": turns[0].files.all() if turns else [],
        "history": turn_stages(turns),
        "decided": decided_sentence(submission),
    }
    return render(request, "enrollment/review.html", context)


def _decide(request: HttpRequest, submission: Submission, form: DecisionForm, decide: Callable[..., None]) -> bool:
    """Whether it was decided; the form says why not."""
    try:
        decide(submission, by=request.user, now=timezone.now(), **form.cleaned_data)
    except SubmissionRefused as refusal:
        submission.refresh_from_db()
        form.data = {**form.data.dict(), "turn": submission.turn}  # the next press is about the answer shown with it
        form.add_error("comment", str(refusal))
        return False
    accepted, asked = _("Accepted: %(name)s."), _("More detail was asked for: %(name)s.")
    said = (accepted if decide is accept_submission else asked) % {"name": submission.enrollment.shown_name}
    messages.success(request, " ".join([said, _("The participant got a message.")]))
    return True


def _reviewable(request: HttpRequest, submission_id: UUID) -> Submission:
    mine = decided_submissions(request.user).order_by() | review_queue(request.user).order_by()
    return get_object_or_404(mine.select_related("enrollment__person", "enrollment__run__course"), pk=submission_id)
