"""Cancelling a run: the reason is asked and the letter shown before anything happens."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from accounts.admin_helpers import PageAction
from accounts.queries import is_administrator
from courses.models import CourseRun
from courses.queries import days_in_words
from enrollment.queries.sessions import people_told
from enrollment.services import CallingOffRefused, call_off_run
from enrollment.services.calling_off import refusal_to_call_off
from enrollment.services.previews import letter_of_calling_off


class CancelReasonForm(forms.Form):
    """Why the run is cancelled, for everybody to read."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the reason.")},
        help_text=gettext_lazy(
            "In one line. The participants read it in the message and on their own page, everybody on the page of the "
            "training."
        ),
    )


def call_off_action(run: CourseRun, now: datetime) -> list[PageAction]:
    """The button of the run's page, while the run can be cancelled."""
    if run.cancelled_at or run.published_at is None:
        return []
    return [PageAction(_("Cancel the run"), reverse("courserun:call-off", args=[run.pk]), posts=False, is_serious=True)]


def call_off_view(request: HttpRequest, run: CourseRun) -> HttpResponse:
    """Ask the reason, show the letter, then cancel; whoever may not is sent to the front page."""
    if not is_administrator(request.user):
        return redirect("wagtailadmin_home")
    now, form = timezone.now(), CancelReasonForm(request.POST if request.method == "POST" else None)
    if refusal := refusal_to_call_off(run, now):
        messages.error(request, refusal)
        return redirect("courserun:inspect", run.pk)
    if not form.is_valid() or request.POST.get("step") != "cancel":
        return render(request, "admin/call_off_run.html", _context(run, form, now))
    try:
        written = call_off_run(run, reason=form.cleaned_data["reason"], by=request.user, now=now)
    except CallingOffRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("courserun:inspect", run.pk)
    done = ngettext(
        "The run is cancelled. %(count)s person gets a message.",
        "The run is cancelled. %(count)s people get a message.",
        written,
    )
    messages.success(request, done % {"count": written})
    return redirect("courserun:inspect", run.pk)


def _context(run: CourseRun, form: CancelReasonForm, now: datetime) -> dict[str, Any]:
    told, title = people_told(run.pk), _("Cancel the run")
    is_asked = form.is_bound and form.is_valid()
    letter = letter_of_calling_off(run, told[0], form.cleaned_data["reason"], now) if is_asked and told else None
    return {
        "form": form,
        "run": run,
        "days": days_in_words(run),
        "told_count": len(told),
        "is_asked": is_asked,
        "letter": letter,
        "receiver": told[0].shown_name if told else "",
        "back": reverse("courserun:inspect", args=[run.pk]),
        "header_title": title,
        "page_title": title,
    }
