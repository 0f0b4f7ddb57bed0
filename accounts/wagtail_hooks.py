"""Registers the screens of people, organisations and persons' rights."""

from wagtail import hooks

from accounts import viewsets
from accounts.admin_helpers import moments, register_related_list  # noqa: F401 - dates as typed, in every form
from accounts.models import Organisation

register_related_list(Organisation, viewsets.organisations.ALIASES)


@hooks.register("register_admin_viewset")
def people_and_organisations() -> list[object]:
    return list(viewsets.screens)
