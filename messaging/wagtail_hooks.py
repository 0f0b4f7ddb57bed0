"""Registers the screens of messages."""

from wagtail import hooks

from messaging import viewsets


@hooks.register("register_admin_viewset")
def messages() -> list[object]:
    return list(viewsets.screens)
