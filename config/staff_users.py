"""Wagtail's own user screens for a person with one name and no username. For superusers: no group may change users."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import IndexView, UserViewSet

from accounts.enums import Role
from accounts.models import User
from accounts.signals import staff_role_taken

FIELDS = ["name", "email", "language", "groups", "is_superuser"]


class _PersonFields:
    """One name instead of two; the password is optional, for the code by e-mail needs none."""

    password_required = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields.pop(name, None)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)  # type: ignore[misc]
        was_trainer = user.pk is not None and user.groups.filter(name=Role.TRAINER).exists()
        if not user.password:
            user.set_unusable_password()
        if commit:
            user.save()
            self.save_m2m()  # type: ignore[attr-defined]
            if was_trainer and not user.groups.filter(name=Role.TRAINER).exists():
                staff_role_taken.send(sender=User, person=user, role=Role.TRAINER)
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"primary": True, "verified": False}
            )
        return user


class StaffCreationForm(_PersonFields, UserCreationForm):
    name = forms.CharField(label=_("Name"), max_length=150)

    class Meta(UserCreationForm.Meta):
        model = User
        fields = FIELDS


class StaffEditForm(_PersonFields, UserEditForm):
    name = forms.CharField(label=_("Name"), max_length=150)

    class Meta(UserEditForm.Meta):
        model = User
        fields = [*FIELDS, "is_active"]


class StaffIndexView(IndexView):
    """Finds by name and address."""

    search_fields = ["name_folded", "email"]


class SuperusersOnly(ModelPermissionPolicy):
    """For superusers whatever permissions a group may have got: who may change users could make anybody a superuser.

    Nobody deletes a person: people are erased in place, with a journal.
    """

    def user_has_permission(self, user: User, action: str) -> bool:
        return user.is_active and user.is_superuser and action != "delete"

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class StaffUserViewSet(UserViewSet):
    """Who may do what in the admin."""

    index_view_class = StaffIndexView

    @property
    def permission_policy(self) -> SuperusersOnly:
        return SuperusersOnly(self.model)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return StaffEditForm if for_update else StaffCreationForm
