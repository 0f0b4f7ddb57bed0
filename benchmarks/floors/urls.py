"""Addresses of the floors."""

from django.conf import settings
from django.urls import include, path

from benchmarks.floors import views

urlpatterns = [
    path("bare/", views.bare),
    path("query/", views.query),
    path("enrol/<int:run_id>/", views.enrol, name="enrol"),
    path("enrol/<int:run_id>/done/", views.done, name="done"),
]
if "wagtail" in settings.INSTALLED_APPS:
    urlpatterns += [path("", include("wagtail.urls"))]
