"""Answering an offered place, from the mail or the own page. Mail scanners open the page: only a press answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.queries import runs_with_rules
from enrollment.links import enrollment_of_offer
from enrollment.models import Enrollment
from enrollment.queries import denial_reason, is_answerable
from enrollment.services import OfferGone, accept_offer, decline_offer
from enrollment.wording.runs import public_line


@never_cache
@require_http_methods(["GET", "POST"])
def offer_view(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered, until when, and the two answers; afterwards what came of it. Needs no sign-in."""
    enrollment = _offered(token)
    if request.method == "POST":
        return _answer(request, enrollment, token)
    run, now = runs_with_rules().get(pk=enrollment.run_id), timezone.now()
    context = {
        "enrollment": enrollment,
        "run": run,
        "line": public_line(run),
        "is_answerable": is_answerable(enrollment, now),
        "comes_back": not enrollment.is_live and denial_reason(run, None, now) is None,
    }
    return render(request, "enrollment/offer.html", context)


def _offered(token: str) -> Enrollment:
    """The enrolment of a true token; an offer that has been replaced by a newer one is no longer answered."""
    told = enrollment_of_offer(token)
    if told is None:
        raise Http404
    key, expires = told
    enrollment = get_object_or_404(Enrollment.objects.select_related("person"), pk=key)
    current = enrollment.offer_expires_at
    if current and int(current.timestamp()) != expires:
        raise Http404
    return enrollment


def _answer(request: HttpRequest, enrollment: Enrollment, token: str) -> HttpResponse:
    now, person = timezone.now(), enrollment.person
    try:
        if request.POST.get("answer") == "accept":
            accept_offer(enrollment, by=person, now=now)
        elif request.POST.get("answer") == "decline":
            decline_offer(enrollment, by=person, now=now)
    except OfferGone:
        messages.error(request, _("The time to answer is over, and the place has gone on to the next person."))
    return redirect("offer", token)
