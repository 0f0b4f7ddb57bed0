"""A staff member's own settings in the admin: the name and how the admin looks.

Language and time zone are the site's, messages go by other rules than Wagtail's, and a picture is shown nowhere else.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, ThemeSettingsPanel
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.names import normalised


class NameForm(forms.ModelForm):
    """The one name a person has."""

    class Meta:
        model = User
        fields = ["name"]

    def clean_name(self) -> str:
        return normalised(self.cleaned_data["name"])


class NamePanel(BaseSettingsPanel):
    """One name, where Wagtail asks for two."""

    name = "name"
    title = _("Name")
    order = 100
    form_class = NameForm


class OwnSettingsView(AccountView):
    """Wagtail's own settings page with the panels that mean something here."""

    def get_panels(self) -> list[Any]:
        user = self.request.user
        profile = UserProfile.get_for_user(user)
        return [panel(self.request, user, profile) for panel in (NamePanel, ThemeSettingsPanel)]
