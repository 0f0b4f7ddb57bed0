"""Addresses of the demo, included under the demo settings only."""

from django.urls import path

from config.demo import views

urlpatterns = [
    path("", views.demo_view, name="demo"),
    path("kirjaudu/", views.sign_in_view, name="demo-sign-in"),
    path("viestit/<int:message_id>/<int:number>/", views.attachment_view, name="demo-attachment"),
]
