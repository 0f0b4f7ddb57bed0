"""The search over trainings, modules and materials. Open to everybody; results are no page of a search engine."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.forms import SearchForm
from cms.queries import found_pages


@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """What was found, best first; the form alone without a question."""
    form = SearchForm(request.GET)
    query = form.question()
    context = {"search_form": form, "query": query, "found": found_pages(query, request.GET.get("page"))}
    response = render(request, "cms/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
