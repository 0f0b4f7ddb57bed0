"""Giving, bringing back and taking away a place by hand: the reason is asked first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from accounts.admin_helpers import PageAction
from accounts.queries import is_administrator
from enrollment.models import Enrollment
from enrollment.queries.places import has_been_marked, may_be_given_a_place, may_be_reinstated, may_be_removed
from enrollment.services import StaffRefused, give_place, reinstate, remove


class ReasonForm(forms.Form):
    """Why staff decide by hand; stays in the history of the enrolment."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        error_messages={"required": gettext_lazy("Write the reason.")},
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Only staff see this."),
    )


@dataclass(frozen=True)
class Deed:
    """Something staff do to an enrolment: when it is offered, what is said before and after it."""

    name: str
    title: Any
    warning: Any
    done: Any
    verb: Callable[..., None]
    is_possible: Callable[[Enrollment], bool]
    is_serious: bool = False


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            "place",
            gettext_lazy("Give a place"),
            gettext_lazy(
                "The person gets a place at once and a confirmation by e-mail. In a full run the place is over the "
                "limit and takes nobody else's."
            ),
            gettext_lazy("The person has a place."),
            give_place,
            may_be_given_a_place,
        ),
        Deed(
            "reinstate",
            gettext_lazy("Bring back the enrolment"),
            gettext_lazy("The person gets a place if one is free, else the last number in the queue, and is told."),
            gettext_lazy("The enrolment stands again."),
            reinstate,
            may_be_reinstated,
        ),
        Deed(
            "remove",
            gettext_lazy("End the enrolment"),
            gettext_lazy("The person is told that the organiser ended the enrolment. The place goes to the queue."),
            gettext_lazy("The enrolment has ended."),
            remove,
            lambda row: may_be_removed(row, is_marked=has_been_marked(row)),
            is_serious=True,
        ),
    )
}


def actions_on(row: Enrollment) -> list[PageAction]:
    """What staff may do to this enrolment now, as buttons of its page."""
    if row.person.erased_at:
        return []
    return [
        PageAction(
            deed.title,
            reverse(f"enrollment:{deed.name}", args=[row.pk]),
            posts=False,
            is_serious=deed.is_serious,
        )
        for deed in DEEDS.values()
        if deed.is_possible(row)
    ]


def by_staff_view(request: HttpRequest, row: Enrollment, deed: Deed) -> HttpResponse:
    """Ask the reason, then do it; whoever may not is sent to the front page."""
    if not is_administrator(request.user):
        return redirect("wagtailadmin_home")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "admin/ask_reason.html", _context(form, row, deed))
    try:
        deed.verb(row, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
    except StaffRefused as refusal:
        messages.error(request, str(refusal.message))
        return render(request, "admin/ask_reason.html", _context(form, row, deed))
    messages.success(request, deed.done)
    return redirect("enrollment:inspect", row.pk)


def _context(form: ReasonForm, row: Enrollment, deed: Deed) -> dict[str, Any]:
    return {
        "form": form,
        "subtitle": row.shown_name,
        "facts": [(_("Run"), row.run), (_("State"), row.get_state_display())],
        "warning": deed.warning,
        "is_serious": deed.is_serious,
        "back": reverse("enrollment:inspect", args=[row.pk]),
        "header_title": deed.title,
        "page_title": deed.title,
    }
