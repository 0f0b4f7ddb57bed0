"""The search over trainings, modules and materials. Open to everybody; results are no page of a search engine."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.forms import SearchForm
from cms.queries import found_pages, near_words_of


@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """What was found, best first, or words that are nearly what was looked for; the form alone without a question."""
    form = SearchForm(request.GET)
    query = form.question()
    found = found_pages(query, request.GET.get("page"))
    near = near_words_of(query) if query and not found.object_list else []
    context = {"search_form": form, "query": query, "found": found, "near": near}
    response = render(request, "cms/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
