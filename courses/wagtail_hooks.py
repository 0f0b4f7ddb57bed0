"""Registers the screens of what is on offer."""

from wagtail import hooks

from courses import viewsets


@hooks.register("register_admin_viewset")
def trainings() -> list[object]:
    return list(viewsets.screens)
