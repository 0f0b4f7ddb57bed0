"""Which language an answer is in: its address says so, and what is a person's own comes in the person's language
(docs/decisions/0013).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import translate_url
from django.utils.translation import activate, get_language, get_language_from_path, override

from cms.queries import LanguageChoice

NextHandler = Callable[[HttpRequest], HttpResponse]
PAGE = "wagtail_serve"  # a page of the tree: its language is the tree's, whoever reads it


class AddressLanguageMiddleware:
    """Answers in the language of the address: `/sv/…` in Swedish, everything else in Finnish.

    Neither cookie, session nor the browser's wish is looked at: a kept page is the same for everybody.
    """

    def __init__(self, get_response: NextHandler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
            response = self.get_response(request)
            language = get_language() or settings.LANGUAGE_CODE
            response.headers.setdefault("Content-Language", language)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = _spoken(response.streaming_content, language)
        return response


def _spoken(chunks: Iterable[bytes], language: str) -> Iterator[bytes]:
    """The chunks of an answer made while it is being sent: by then the address's language has been put back."""
    chunks = iter(chunks)
    while True:
        with override(language):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


class PersonLanguageMiddleware:
    """Leads a signed-in person from our screens to the same screen in the person's own language.

    Addresses without a language, such as the administration's, answer in it at once. Pages stay in the language of
    their tree.
    """

    def __init__(self, get_response: NextHandler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        match, language = request.resolver_match, _own_language(request)
        if match is None or language is None or language == get_language() or match.url_name == PAGE:
            return None
        address = request.get_full_path()
        own = translate_url(address, language)
        if own == address:
            activate(language)  # until the address's language is put back
        elif request.method in ("GET", "HEAD"):
            return redirect(own)
        return None


def _own_language(request: HttpRequest) -> str | None:
    """The signed-in person's language; None for a visitor and for one this site does not speak."""
    # Looking at `request.user` reads the session, which would end the caching of the page.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    language: str = request.user.language
    return language if language in dict(settings.LANGUAGES) else None


def language_choices(request: HttpRequest) -> Sequence[LanguageChoice]:
    """The languages one of our screens can be read in; empty where there is only one, and for pages, which say it.

    A view that shows the same under several addresses names the one to lead to: `request.shown_address`.
    """
    match = request.resolver_match
    if match is None or match.url_name in (None, PAGE):
        return []
    current, asked = get_language(), request.get_full_path() if request.method == "GET" else request.path
    address = getattr(request, "shown_address", asked)
    choices = [
        LanguageChoice(code, name, translate_url(address, code), is_current=code == current)
        for code, name in settings.LANGUAGES
    ]
    return choices if len({choice.url for choice in choices}) == len(choices) else []


def section_of(path: str) -> str:
    """The first word of an address after its language: `omat` of `/sv/omat/tiedot/`."""
    words = path.strip("/").split("/")
    return words[1] if words[0] in dict(settings.LANGUAGES) and len(words) > 1 else words[0]
