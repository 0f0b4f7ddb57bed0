"""Registers the screens of people and organisations."""

from wagtail import hooks

from accounts import viewsets
from accounts.admin_helpers import register_related_list
from accounts.models import Organisation

register_related_list(Organisation, viewsets.ALIASES)


@hooks.register("register_admin_viewset")
def people_and_organisations() -> list[object]:
    return [viewsets.people, viewsets.organisations, viewsets.aliases, *viewsets.registers]
