"""Addresses of the site shell that are not pages."""

from django.urls import path

from cms.views import accessibility, documents, search

urlpatterns = [
    path("haku/", search.search_view, name="search"),
    path("saavutettavuus/palaute/", accessibility.accessibility_request_view, name="accessibility-request"),
    path("saavutettavuus/palaute/kiitos/", accessibility.accessibility_thanks_view, name="accessibility-thanks"),
    # Wagtail makes the addresses of its documents by this name; its own view gives a file to anybody.
    path("asiakirjat/<int:document_id>/<path:document_filename>", documents.document_view, name="wagtaildocs_serve"),
]
