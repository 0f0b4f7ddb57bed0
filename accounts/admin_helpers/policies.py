"""Who may do what on a screen, whatever their Django permissions say."""

from collections.abc import Iterable

from django.db.models import Model
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User
from accounts.queries import is_administrator


class Allow(ModelPermissionPolicy):
    """The named actions for those who have the permission; no other action for anybody, superusers included."""

    def __init__(self, model: type[Model], *actions: str) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in self.actions and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class AdministratorsOnly(Allow):
    """For people's rows: "may change users" makes anybody a superuser in Wagtail, so no group ever has it."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action in self.actions and is_administrator(user)
