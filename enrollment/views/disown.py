"""“It was not me”: from the confirmation, without signing in. Mail scanners open the page; only a press acts."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.queries import runs_with_rules
from enrollment.links import enrollment_to_disown
from enrollment.models import Enrollment
from enrollment.queries.places import has_been_marked, may_be_removed
from enrollment.services.disown import DisownRefused, disown


@never_cache
@require_http_methods(["GET", "POST"])
def disown_view(request: HttpRequest, token: str) -> HttpResponse:
    """What the address was enrolled in, and the press that takes it back; afterwards that it was. No name is shown."""
    key = enrollment_to_disown(token)
    if key is None:
        raise Http404
    enrollment = get_object_or_404(Enrollment, pk=key)
    if request.method == "POST":
        with suppress(DisownRefused):  # the page says so itself
            disown(enrollment, now=timezone.now())
        return redirect("disown", token)
    context = {
        "run": runs_with_rules().get(pk=enrollment.run_id),
        "is_live": enrollment.is_live,
        "is_possible": may_be_removed(enrollment, is_marked=has_been_marked(enrollment)),
    }
    return render(request, "enrollment/disown.html", context)
