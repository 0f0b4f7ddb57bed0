"""Making trainers and administrators, without Wagtail's user screens (docs/decisions/0012)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from accounts.admin_helpers import AdministratorsOnly
from accounts.enums import Role
from accounts.models import User
from accounts.services.staff import StaffRefused, give_staff_role, take_staff_role

ROLE_QUESTIONS: Mapping[str, tuple[Any, Any, Any]] = {  # what the button says, what follows, what is told afterwards
    "make-trainer": (
        _("Make a trainer"),
        _("A trainer has the trainer's desk, and writes pages and adds images here. Which runs the person sees is "
          "decided by the parts given on the pages of the runs. The person is signed out and signs in again."),
        _("The person is now a trainer."),
    ),
    "no-trainer": (
        _("Take the trainer's rights"),
        _("The person no longer gets into the desk or the administration. The parts in runs stay on the pages by name "
          "and open nothing. What the person has marked and decided stays."),
        _("The person is no longer a trainer."),
    ),
    "make-administrator": (
        _("Make an administrator"),
        _("An administrator sees everybody's data and every run, and may make others administrators. The person is "
          "asked for a second step at signing in."),
        _("The person is now an administrator."),
    ),
    "no-administrator": (
        _("Take the administrator's rights"),
        _("The person no longer sees others' data. The rights of a trainer stay, if there are any."),
        _("The person is no longer an administrator."),
    ),
}  # fmt: skip
SERIOUS = frozenset({"no-trainer", "make-administrator", "no-administrator"})


def _carry_out(verb: str, person: User, by: User) -> None:
    role = Role.ADMINISTRATOR if verb.endswith("administrator") else Role.TRAINER
    if verb.startswith("make-"):
        give_staff_role(person, role, by=by, now=timezone.now())
    else:
        take_staff_role(person, role, by=by)


def role_view(
    request: HttpRequest, pk: int, verb: str, *, policy: AdministratorsOnly, people: QuerySet[User]
) -> HttpResponse:
    """Say what follows, then give or take the right by POST; administrators only."""
    if not policy.user_has_permission(request.user, "change"):
        return redirect("wagtailadmin_home")
    if verb not in ROLE_QUESTIONS:
        raise Http404
    person, page = get_object_or_404(people, pk=pk), reverse("people:inspect", args=[pk])
    label, consequence, told = ROLE_QUESTIONS[verb]
    if request.method == "POST":
        try:
            _carry_out(verb, person, request.user)
            messages.success(request, told)
        except StaffRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(page)
    context = {
        "person": person,
        "label": label,
        "consequence": consequence,
        "is_serious": verb in SERIOUS,
        "back": page,
        "page_title": label,
        "header_title": label,
    }
    return render(request, "admin/staff_role.html", context)
