"""/demo/: sign in as anybody with one click and read every mail. Exists under the demo settings only (config.E001)."""

from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.enums import Role
from accounts.models import User
from accounts.names import folded
from config.demo.people import rows_by_key
from enrollment.queries.roles import start_screen
from messaging.models import Message

STAFF_ROLES = [Role.ADMINISTRATOR, Role.TRAINER]
NAMED = [rows_by_key()[key]["email"] for key in ("aino", "eino", "outi")]
PEOPLE_PER_PAGE, LETTERS_PER_PAGE = 30, 20


def _require_demo() -> None:
    if not settings.IS_DEMO:
        raise Http404


@require_GET
def demo_view(request: HttpRequest) -> HttpResponse:
    """The people to sign in as, newest first, and the mails sent, newest first."""
    _require_demo()
    sought = request.GET.get("q", "")
    others = User.objects.filter(groups=None, is_superuser=False, email__isnull=False).exclude(email__in=NAMED)
    if sought:
        others = others.filter(name_folded__contains=folded(sought))
    context = {
        "staff": User.objects.filter(groups__name__in=STAFF_ROLES)
        .distinct()
        .order_by("name")
        .prefetch_related("groups"),
        "named": User.objects.filter(email__in=NAMED).order_by("name"),
        "people": Paginator(others.order_by("-pk"), PEOPLE_PER_PAGE).get_page(request.GET.get("people")),
        "letters": Paginator(Message.objects.order_by("-created_at", "-pk"), LETTERS_PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "sought": sought,
    }
    return render(request, "demo/demo.html", context)


@require_POST
def sign_in_view(request: HttpRequest) -> HttpResponse:
    """Sign in as this person and go where they begin."""
    _require_demo()
    typed = request.POST.get("person", "")
    user = get_object_or_404(User, pk=typed if typed.isdecimal() else 0)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(start_screen(user))


@require_GET
def attachment_view(request: HttpRequest, message_id: int, number: int) -> HttpResponse:
    """One attachment of a mail, as it was sent."""
    _require_demo()
    attachments = get_object_or_404(Message, pk=message_id).attachments
    if number >= len(attachments):
        raise Http404
    attachment = attachments[number]
    response = HttpResponse(attachment["text"], content_type=attachment["type"])
    response["Content-Disposition"] = f'attachment; filename="{attachment["name"]}"'
    return response
