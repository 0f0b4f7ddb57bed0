"""Bases of the admin's screens. Every app's `viewsets.py` builds on these and on nothing of Wagtail's own."""

from accounts.admin_helpers.children import ChildCreate, ChildEdit, ChildForm, ChildViewSet
from accounts.admin_helpers.columns import MomentColumn, TextColumn, plain
from accounts.admin_helpers.forms import RegisterForm
from accounts.admin_helpers.hubs import (
    HubIndex,
    HubView,
    HubViewSet,
    Linked,
    PageAction,
    RelatedList,
    register_related_list,
)
from accounts.admin_helpers.kinds import KindsViewSet
from accounts.admin_helpers.menus import AdminMenu
from accounts.admin_helpers.moments import MomentField, MomentInput, TypedMoment
from accounts.admin_helpers.panels import ShownPanel
from accounts.admin_helpers.policies import AdministratorsOnly, Allow
from accounts.admin_helpers.views import (
    RegisterCreate,
    RegisterDelete,
    RegisterEdit,
    RegisterIndex,
    RegisterInspect,
    perform,
)
from accounts.admin_helpers.viewsets import RegisterViewSet

__all__ = [
    "AdminMenu",
    "AdministratorsOnly",
    "Allow",
    "ChildCreate",
    "ChildEdit",
    "ChildForm",
    "ChildViewSet",
    "HubIndex",
    "HubView",
    "HubViewSet",
    "KindsViewSet",
    "Linked",
    "MomentColumn",
    "MomentField",
    "MomentInput",
    "PageAction",
    "RegisterCreate",
    "RegisterDelete",
    "RegisterEdit",
    "RegisterForm",
    "RegisterIndex",
    "RegisterInspect",
    "RegisterViewSet",
    "RelatedList",
    "ShownPanel",
    "TextColumn",
    "TypedMoment",
    "perform",
    "plain",
    "register_related_list",
]
