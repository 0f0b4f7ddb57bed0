"""Omat tiedot: what is known of the signed-in person, and mending it. Rows are looked up through that person."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import AffiliationForm, LastDayForm, OwnAddressForm, OwnCodeForm, OwnNameForm, WorkForm
from accounts.models import Affiliation, Profession
from accounts.queries import affiliations_of, looks_at, own_addresses, profession_called
from accounts.services import addresses, codes, own_data
from accounts.services.erasure import erasure_refusal
from accounts.services.persons import Background, organisation_called
from accounts.views.rights import needs_fresh_code

LOOKS_SHOWN = 20


@login_required
@require_GET
def own_data_view(request: HttpRequest) -> HttpResponse:
    """Who I am, where messages go, where I work, who has looked; and the ways to change, take along and erase it."""
    context = {
        "person": request.user,
        "addresses": own_addresses(request.user),
        "waiting_address": codes.waiting_address(request, codes.ADDRESS, timezone.now()),
        "affiliations": affiliations_of(request.user),
        "looks": looks_at(request.user)[:LOOKS_SHOWN],
        "today": timezone.localdate(),
        "feed": settings.SITE_URL + reverse("calendar-feed", args=[request.user.calendar_secret]),
        "refusal": erasure_refusal(request.user),
    }
    return render(request, "accounts/own_data.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def name_view(request: HttpRequest) -> HttpResponse:
    """Change the name, and the language while there is more than one."""
    known = {"name": request.user.name, "language": request.user.language}
    form = OwnNameForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        own_data.change_name(request.user, facts["name"], language=facts.get("language", ""))
        if facts["name"] == known["name"]:
            messages.success(request, _("Your choice was saved."))
        else:
            messages.success(request, _("Your new name is in use. Certificates issued earlier stay as they are."))
        return redirect("own-data")
    return render(request, "accounts/own_name.html", {"form": form})


@login_required
@require_POST
def calendar_view(request: HttpRequest) -> HttpResponse:
    """Change the secret address of the own calendar feed."""
    own_data.change_calendar_address(request.user)
    messages.success(request, _("Your calendar has a new address. The earlier one no longer works."))
    return redirect(f"{reverse('own-data')}#calendar")


@login_required
@require_http_methods(["GET", "POST"])
def affiliation_view(request: HttpRequest) -> HttpResponse:
    """Tell a new employer or job title, from a day on."""
    today, earlier = timezone.localdate(), affiliations_of(request.user).filter(valid_until=None)
    newest = earlier.first()
    known = {"since": today, "sector": newest.sector_id if newest else None}
    form = AffiliationForm(request.POST or None, today=today, has_earlier=newest is not None, initial=known)
    if request.method == "POST" and form.is_valid():
        _start_affiliation(request, form, today)
        return redirect("own-data")
    context = {"form": form, "earlier": earlier, "professions": Profession.objects.all()}
    return render(request, "accounts/own_affiliation.html", context)


def _start_affiliation(request: HttpRequest, form: AffiliationForm, today: date) -> None:
    typed = form.cleaned_data
    replaces = typed.get("replaces", "yes") == "yes"
    own_data.start_affiliation(request.user, _background(typed), since=typed["since"], replaces=replaces)
    if typed["since"] == today:
        said = _("Your new organisation holds from today on.")
    else:
        said = _("Your new organisation was saved. Enrolments made earlier keep the earlier one.")
    messages.success(request, said)


def _background(typed: dict[str, Any]) -> Background:
    organisation = organisation_called(typed["organisation"]) if typed["organisation"] else None
    return Background(organisation, typed["sector"], profession_called(typed["profession"]), typed["profession"])


@login_required
@require_http_methods(["GET", "POST"])
def mend_affiliation_view(request: HttpRequest, affiliation_id: int) -> HttpResponse:
    """Mend a typing error, or the job title alone, without beginning anew."""
    affiliation = get_object_or_404(affiliations_of(request.user).filter(valid_until=None), pk=affiliation_id)
    form = WorkForm(request.POST or None, initial=_as_typed(affiliation))
    if request.method == "POST" and form.is_valid():
        try:
            own_data.mend_affiliation(affiliation, _background(form.cleaned_data))
        except own_data.AffiliationRefused:
            form.add_error("organisation", _("You have this organisation already."))
        else:
            messages.success(request, _("The correction was saved. Enrolments made earlier stay as they are."))
            return redirect("own-data")
    context = {"form": form, "professions": Profession.objects.all()}
    return render(request, "accounts/own_affiliation_mend.html", context)


def _as_typed(affiliation: Affiliation) -> dict[str, Any]:
    organisation, profession = affiliation.organisation, affiliation.profession
    return {
        "organisation": organisation.name if organisation else "",
        "sector": affiliation.sector_id,
        "profession": affiliation.profession_text or (profession.title if profession else ""),
    }


@login_required
@require_http_methods(["GET", "POST"])
def end_affiliation_view(request: HttpRequest, affiliation_id: int) -> HttpResponse:
    """Say that one does not work somewhere any more."""
    going_on = affiliations_of(request.user).filter(valid_until=None)
    affiliation, today = get_object_or_404(going_on, pk=affiliation_id), timezone.localdate()
    initial = {"last_day": today}
    form = LastDayForm(request.POST or None, began_on=affiliation.valid_from, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        own_data.end_affiliation(affiliation, last_day=form.cleaned_data["last_day"])
        messages.success(request, _("The last day was saved."))
        return redirect("own-data")
    return render(request, "accounts/own_affiliation_end.html", {"form": form, "affiliation": affiliation})


@login_required
@require_http_methods(["GET", "POST"])
@needs_fresh_code("osoite")
def address_view(request: HttpRequest) -> HttpResponse:
    """Add an address: a code goes there. The answer is the same for an address that is somebody else's."""
    known = {row.email for row in own_addresses(request.user)}
    form = OwnAddressForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid():
        email, now = form.cleaned_data["email"], timezone.now()
        is_taken = addresses.is_somebody_elses(email, request.user)
        try:
            (codes.pretend_to_send if is_taken else codes.send_code)(request, codes.ADDRESS, email, now)
        except codes.TooManyCodes:
            form.add_error("email", _("You have asked for many codes. Wait an hour and try again."))
        else:
            return redirect("own-address-code")
    return render(request, "accounts/own_address.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def address_code_view(request: HttpRequest) -> HttpResponse:
    """Take the code mailed to the new address."""
    now = timezone.now()
    waiting = codes.waiting_address(request, codes.ADDRESS, now)
    if not waiting:
        messages.error(request, _("The code is not valid any more. Ask for a new code."))
        return redirect("own-address")
    form = OwnCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if proven := codes.take_code(request, codes.ADDRESS, form.cleaned_data["code"], now):
            return _add_address(request, proven)
        form.add_error("code", _("That is not the code we sent. Check it and try again."))
    return render(request, "accounts/own_code.html", {"form": form, "address": waiting, "back": "own-data"})


def _add_address(request: HttpRequest, address: str) -> HttpResponse:
    try:
        addresses.add_address(request.user, address)
    except addresses.AddressRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The address was added. You can sign in with it now."))
    return redirect("own-data")


@login_required
@require_POST
@needs_fresh_code("osoitteet")
def use_address_view(request: HttpRequest, address_id: int) -> HttpResponse:
    """Send messages to this one of the own addresses."""
    row = get_object_or_404(own_addresses(request.user), pk=address_id)
    try:
        addresses.use_address(row)
    except addresses.AddressRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("From now on we write to this address."))
    return redirect("own-data")


@login_required
@require_POST
@needs_fresh_code("osoitteet")
def remove_address_view(request: HttpRequest, address_id: int) -> HttpResponse:
    """Remove one of the own addresses."""
    row = own_addresses(request.user).filter(pk=address_id).first()
    if row is None:
        raise Http404
    try:
        addresses.remove_address(row)
    except addresses.AddressRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The address was removed."))
    return redirect("own-data")
