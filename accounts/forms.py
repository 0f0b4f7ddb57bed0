"""The two ways through the one sign-in door: a code by e-mail, or a password."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

_EMAIL = {"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}


class SignInCodeRequestForm(RequestLoginCodeForm):
    """Asks for a code; any address will do, known or not."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(_EMAIL), help_text=_("The address you enrolled with.")
    )


class SignInCodeForm(ConfirmLoginCodeForm):
    """Takes the code that was mailed."""

    code = forms.CharField(
        label=_("One-time code"),
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "class": "is-code"}
        ),
    )


class PasswordSignInForm(LoginForm):
    """Signs staff in with a password; a second step follows where there is one."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail address"), widget=forms.EmailInput({**_EMAIL, "autocomplete": "username"})
        )
        self.order_fields(["login", "password"])

    def _setup_password_field(self) -> None:
        """Keep the password: allauth drops it because nobody signs up with one here."""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in; allauth sets the length of the session last, so the staff limit comes after it."""
        response = super().login(request, redirect_url=redirect_url)
        if request.user.is_authenticated:
            get_adapter().limit_session(request, request.user)
        return response
