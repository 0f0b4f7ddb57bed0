"""How many were at a session, told without names, beside the attendance."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enrollment.enums import Covers, Qualifier
from enrollment.forms import HeadcountForm
from enrollment.queries.figures import session_headcounts
from enrollment.rights import Right
from enrollment.services import record_headcount
from enrollment.services.figures import HeadcountDoubted
from enrollment.views.desk import session_or_404, show_session
from enrollment.wording.desk import headcount_told


@login_required
@require_POST
def headcount_view(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Keep the number, or take it back when the field was emptied."""
    session, form = session_or_404(request, session_id, Right.CONFIRM), HeadcountForm(request.POST)
    if not session.has_begun(timezone.now()):
        return redirect("desk-session", session.pk)
    if not form.is_valid():
        return show_session(request, session, headcount=form)
    typed = form.cleaned_data
    try:
        has_changed = record_headcount(
            session, typed["value"], Qualifier(typed["qualifier"]), Covers(typed["covers"]),
            by=request.user, now=timezone.now(), is_checked=request.POST.get("asked") == str(typed["value"]),
        )  # fmt: skip
    except HeadcountDoubted as doubt:
        form.asked_about = typed["value"]
        form.add_error("value", str(doubt))
        return show_session(request, session, headcount=form)
    if not has_changed:
        form.add_error("value", _("Write how many were there. There is no number to remove."))
        return show_session(request, session, headcount=form)
    if typed["value"] is None:
        messages.success(request, _("The headcount was removed."))
    else:
        saved = session_headcounts(session)[typed["covers"]]
        messages.success(request, " ".join([_("The headcount was saved."), headcount_told(saved)]))
    return redirect("desk-session", session.pk)
