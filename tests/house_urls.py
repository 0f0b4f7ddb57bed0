"""The whole site plus a few addresses that answer in ways no real page is meant to (headers and page cache tests)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template import engines
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from cms.caching import mark_cacheable
from config.urls import handler500  # noqa: F401 - Django looks for it here
from config.urls import urlpatterns as site_urls
from tests.clock import hours


def counted(request: HttpRequest) -> HttpResponse:
    """A cacheable page that asks the database and names its reader, as a careless page would."""
    name = request.user.name if request.user.is_authenticated else "vieras"
    return mark_cacheable(HttpResponse(f"{name} {User.objects.count()}"), now=timezone.now())


def changes_soon(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return mark_cacheable(HttpResponse(str(User.objects.count())), now=now, changes_at=now + hours(1 / 60))


def unmarked(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(User.objects.count()))


def missing_but_marked(request: HttpRequest) -> HttpResponse:
    return mark_cacheable(HttpResponse(str(User.objects.count()), status=404), now=timezone.now())


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = mark_cacheable(HttpResponse(str(User.objects.count())), now=timezone.now())
    response.set_cookie("maku", "kaneli")
    return response


def with_token(request: HttpRequest) -> HttpResponse:
    get_token(request)
    return mark_cacheable(HttpResponse(str(User.objects.count())), now=timezone.now())


def starts_session(request: HttpRequest) -> HttpResponse:
    request.session["jotain"] = 1
    return HttpResponse("istunto")


def leaves_notice(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Tallennettu.")
    return redirect("/koe/kehys/")


def frame(request: HttpRequest) -> HttpResponse:
    """Shows what the context processor gives."""
    template = engines["django"].from_string(
        "{% if viewer %}{{ viewer.name }} {{ viewer.is_trainer }} {{ viewer.is_admin }}{% else %}vieras{% endif %}"
        "{% for notice in notices %} {{ notice.tags }}: {{ notice.message }}{% endfor %}"
    )
    return mark_cacheable(HttpResponse(template.render({}, request)), now=timezone.now())


def strict(request: HttpRequest) -> HttpResponse:
    return HttpResponse("tiukka", headers={"Cache-Control": "no-store, max-age=0"})


def boom(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("rikki tarkoituksella")


@require_POST
def only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("koe/laskuri/", counted),
    path("koe/muuttuu/", changes_soon),
    path("koe/merkitsematon/", unmarked),
    path("koe/puuttuva/", missing_but_marked),
    path("koe/eväste/", with_cookie),
    path("koe/tunniste/", with_token),
    path("koe/istunto/", starts_session),
    path("koe/viesti/", leaves_notice),
    path("koe/kehys/", frame),
    path("koe/tiukka/", strict),
    path("koe/rikki/", boom),
    path("koe/vain-post/", only_post),
    *site_urls,
]
