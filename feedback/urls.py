"""Where feedback is given and read."""

from django.urls import path

from feedback import views

urlpatterns = [
    path("palaute/<uuid:round_id>/", views.answer, name="feedback-answer"),
    path("kouluttaja/palaute/<uuid:round_id>/", views.results, name="feedback-results"),
]
