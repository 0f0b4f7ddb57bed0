"""Addresses printed on paper: they never change."""

from django.urls import path

from certificates import views

urlpatterns = [
    path("tarkista/", views.check, name="certificate-check"),
    path("tarkista/<slug:token>/", views.verify, name="certificate-verify"),
    path("tarkista/<slug:token>/todistus.pdf", views.pdf, name="certificate-pdf"),
]
