"""Registers the screens of messages."""

from wagtail import hooks

from accounts.admin_helpers import register_related_list
from accounts.models import User
from messaging import viewsets

register_related_list(User, viewsets.LETTERS_OF_A_PERSON)


@hooks.register("register_admin_viewset")
def messages() -> list[object]:
    return list(viewsets.screens)
