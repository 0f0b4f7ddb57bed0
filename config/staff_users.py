"""Wagtail's own user screens for a person with one name and no username. For superusers: no group may change users."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import EditView, IndexView, UserViewSet

from accounts.models import User
from accounts.services.staff import set_superuser

FIELDS = ["name", "language"]


class _PersonFields:
    """One name instead of two; the password is optional, for the code by e-mail needs none.

    Staff roles are given and taken on the person's page, by services that log and tell; addresses are the person's own.
    """

    password_required = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields.pop(name, None)  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)  # type: ignore[misc]
        if not user.password:
            user.set_unusable_password()
        if commit:
            user.save()
        return user


class StaffCreationForm(_PersonFields, UserCreationForm):
    name = forms.CharField(label=_("Name"), max_length=150)

    class Meta(UserCreationForm.Meta):
        model = User
        fields = [*FIELDS, "is_superuser", "email"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        user = super().save(commit)
        if commit:
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        return user


class StaffEditForm(_PersonFields, UserEditForm):
    """All rights are shown here and changed by the service, which ends the person's sessions."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = None

    class Meta(UserEditForm.Meta):
        model = User
        fields = [*FIELDS, "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("is_superuser", self.instance.is_superuser)


class StaffEditView(EditView):
    """Changing all rights ends the person's sessions, as every change of a role does."""

    @transaction.atomic
    def save_instance(self) -> User:
        person: User = super().save_instance()
        if "is_superuser" in self.form.cleaned_data:  # not on one's own page
            set_superuser(person, self.form.cleaned_data["is_superuser"], by=self.request.user, now=timezone.now())
        return person


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
    edit_view_class = StaffEditView

    @property
    def permission_policy(self) -> SuperusersOnly:
        return SuperusersOnly(self.model)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return StaffEditForm if for_update else StaffCreationForm
