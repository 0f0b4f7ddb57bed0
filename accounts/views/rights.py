"""Taking one's data along and erasing it. Both ask who is there by a code mailed a moment ago."""

import tempfile
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.export import export_of, write_zip
from accounts.forms import ErasureForm, OwnCodeForm
from accounts.queries import counts_by_kind, keeping_months
from accounts.services import codes
from accounts.services.erasure import ErasureRefused, erase_person, erasure_refusal
from accounts.services.limits import count_try
from accounts.wording import erasure_plan

View = Callable[..., HttpResponseBase]
GOALS = {  # where a typed code leads
    "lataa": "own-export",
    "poista": "own-erase",
    "osoite": "own-address",
    "osoitteet": "own-data",
}
COPIES_AN_HOUR = 6
KEPT_IN_MEMORY = 5 * 1024 * 1024  # bytes of a copy; a larger one goes through a temporary file
ERASED_KEY = "own_data_erased"


def needs_fresh_code(goal: str) -> Callable[[View], View]:
    """Ask for a code first, unless one was typed within the last quarter of an hour."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not codes.is_confirmed(request, timezone.now()):
                return redirect("own-confirm", goal)
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


@login_required
@require_http_methods(["GET", "POST"])
def confirm_view(request: HttpRequest, goal: str) -> HttpResponse:
    """Mail a code to the own address when asked to, and take it."""
    if goal not in GOALS:
        raise Http404
    now = timezone.now()
    if request.POST.get("action") == "send":
        return _send_code(request, goal)
    waiting = codes.waiting_address(request, codes.CONFIRM, now)
    form = OwnCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if codes.take_code(request, codes.CONFIRM, form.cleaned_data["code"], now):
            codes.confirm(request, now)
            return redirect(GOALS[goal])
        waiting = codes.waiting_address(request, codes.CONFIRM, now)
        wrong = _("That is not the code we sent. Check it and try again.")
        form.add_error("code", wrong if waiting else _("The code is not valid any more. Ask for a new code."))
    context = {"form": form, "address": waiting, "goal": goal, "own_address": request.user.email}
    return render(request, "accounts/own_confirm.html", context)


def _send_code(request: HttpRequest, goal: str) -> HttpResponse:
    try:
        codes.send_code(request, codes.CONFIRM, request.user.email, timezone.now())
    except codes.TooManyCodes:
        messages.error(request, _("You have asked for many codes. Wait an hour and try again."))
    return redirect("own-confirm", goal)


@login_required
@require_http_methods(["GET", "POST"])
def export_view(request: HttpRequest) -> HttpResponseBase:
    """Explain what is in the copy; give it by POST."""
    now = timezone.now()
    is_confirmed = codes.is_confirmed(request, now)
    if request.method == "GET":
        return render(request, "accounts/own_export.html", {"is_confirmed": is_confirmed})
    if not is_confirmed:
        return redirect("own-confirm", "lataa")
    if not count_try(f"own-copy:{request.user.pk}", now, most=COPIES_AN_HOUR, window=3600):
        messages.error(request, _("You have taken many copies. Wait an hour and try again."))
        return redirect("own-export")
    copy = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the response closes it
    write_zip(export_of(request.user, now), copy)
    copy.seek(0)
    name = f"omat-tiedot-{timezone.localdate(now).isoformat()}.zip"
    return FileResponse(copy, as_attachment=True, filename=name, content_type="application/zip")


@login_required
@require_http_methods(["GET", "POST"])
def erase_view(request: HttpRequest) -> HttpResponse:
    """Say what is erased and what stays, ask who is there, pause once more, and erase."""
    now = timezone.now()
    is_confirmed = codes.is_confirmed(request, now)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not is_confirmed:
        return redirect("own-confirm", "poista")
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(request.user, by=request.user, now=now)
        except ErasureRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            request.session[ERASED_KEY] = True
            return redirect("own-erased")
    context = {
        "form": form,
        "is_confirmed": is_confirmed,
        "refusal": erasure_refusal(request.user),
        "plan": erasure_plan(counts_by_kind(request.user), keeping_months()),
    }
    return render(request, "accounts/own_erase.html", context)


@require_GET
def erased_view(request: HttpRequest) -> HttpResponse:
    """What is left to say, once."""
    if not request.session.pop(ERASED_KEY, False):
        return redirect("/")
    return render(request, "accounts/own_erased.html")
