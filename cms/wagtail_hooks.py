"""Registers the screens of the site shell."""

from wagtail import hooks

from cms import viewsets


@hooks.register("register_admin_viewset")
def site_shell() -> list[object]:
    return list(viewsets.screens)
