"""The two ways through the one sign-in door, and what people change of their own data."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import Sector
from accounts.names import normalised

FURTHEST_AHEAD = timedelta(days=366)  # a new job is known at most about a year before
LONGEST_WORKING_LIFE = timedelta(days=366 * 60)

_EMAIL = {"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
_EMAIL_ERRORS = {
    "required": _("Write your e-mail address."),
    "invalid": _("Check the e-mail address. It should look like this: etunimi.sukunimi@organisaatio.fi"),
}


class SignInCodeRequestForm(RequestLoginCodeForm):
    """Asks for a code; any address will do, known or not."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(_EMAIL),
        help_text=_("The address you enrolled with."),
        error_messages=_EMAIL_ERRORS,
    )


class SignInCodeForm(ConfirmLoginCodeForm):
    """Takes the code that was mailed."""

    code = forms.CharField(
        label=_("One-time code"),
        help_text=_("Eight letters, such as BCDF-GHJK. You may leave out the hyphen and write in small letters."),
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "class": "is-code"}
        ),
        error_messages={"required": _("Write the code from the mail.")},
    )


class PasswordSignInForm(LoginForm):
    """Signs staff in with a password; a second step follows where there is one."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail address"),
            widget=forms.EmailInput({**_EMAIL, "autocomplete": "username"}),
            error_messages=_EMAIL_ERRORS,
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


class OwnNameForm(forms.Form):
    """The name as it is printed from now on, and the language while there is more than one to choose."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("In the form you want it on the certificate."),
        error_messages={"required": _("Write your name in the form you want it on the certificate.")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("We write to you in this language."),
        required=False,  # nothing chosen: as it was
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(value, label) for value, label in Language.choices if value in dict(settings.LANGUAGES)]
        self.fields["language"].choices = offered  # type: ignore[attr-defined]
        if len(offered) < 2:
            del self.fields["language"]

    def clean_name(self) -> str:
        name = normalised(self.cleaned_data["name"])
        if not any(character.isalpha() for character in name):
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name


class WorkForm(forms.Form):
    """Where the person works and as what."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        help_text=_(
            "Write three letters and choose from the list. If yours is not listed, write its name: we check it later. "
            "If you have no organisation, leave this empty."
        ),
        widget=forms.TextInput(
            {"autocomplete": "organization", "list": "organisations", "data-suggest": "organisations"}
        ),
    )
    sector = forms.ModelChoiceField(
        label=_("Sector"),
        queryset=Sector.objects.all(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the sector closest to your work.")},
    )
    profession = forms.CharField(
        label=_("Job title"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization-title", "list": "professions"}),
    )

    def clean_organisation(self) -> str:
        return normalised(self.cleaned_data["organisation"])

    def clean_profession(self) -> str:
        return normalised(self.cleaned_data["profession"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not (typed.get("organisation", "?") or typed.get("profession", "?")):
            self.add_error("organisation", _("Write the organisation or the job title."))
        return typed


class AffiliationForm(WorkForm):
    """Where the person works, from when, and whether that replaces what was before."""

    since = forms.DateField(
        label=_("From"),
        help_text=_("For example 1.6.2027."),
        error_messages={
            "required": _("Write the day from which this holds, for example 1.6.2027."),
            "invalid": _("Write the day as day.month.year, for example 1.6.2027."),
        },
        widget=forms.DateInput({"autocomplete": "off", "class": "is-date"}),
    )
    replaces = forms.ChoiceField(
        label=_("What about your earlier organisation?"),
        choices=[
            ("yes", _("I do not work there any more")),
            ("no", _("I work there as well")),
        ],
        error_messages={"required": _("Choose whether you still work in the earlier organisation.")},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, today: date, has_earlier: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not has_earlier:
            del self.fields["replaces"]

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if abs(since - self.today) > LONGEST_WORKING_LIFE:
            raise forms.ValidationError(_("Check the year."))
        if since > self.today + FURTHEST_AHEAD:
            raise forms.ValidationError(_("Write a day within a year from now."))
        return since


class LastDayForm(forms.Form):
    """Until when the person worked somewhere."""

    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("For example 1.6.2027."),
        error_messages={
            "required": _("Write your last day there, for example 1.6.2027."),
            "invalid": _("Write the day as day.month.year, for example 1.6.2027."),
        },
        widget=forms.DateInput({"autocomplete": "off", "class": "is-date"}),
    )

    def __init__(self, *args: Any, began_on: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.began_on, self.latest = began_on, today + FURTHEST_AHEAD

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if last_day < self.began_on:
            raise forms.ValidationError(_("The last day is before the first one. Check the day."))
        if last_day > self.latest:
            raise forms.ValidationError(_("Write a day within a year from now."))
        return last_day


class OwnAddressForm(forms.Form):
    """A further e-mail address."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("We send a one-time code there, so that we know the address is yours."),
        error_messages={
            "required": _("Write the e-mail address you want to add."),
            "invalid": _("Check the e-mail address. It should look like this: etunimi.sukunimi@organisaatio.fi"),
        },
        widget=forms.EmailInput(_EMAIL),
    )

    def __init__(self, *args: Any, known: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if email in self.known:
            raise forms.ValidationError(_("You have this address already."))
        return email


class OwnCodeForm(forms.Form):
    """A code mailed to the person's own address."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        error_messages={"required": _("Write the code from the mail.")},
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "class": "is-code"}
        ),
    )


class ErasureForm(forms.Form):
    """The last pause before everything is erased."""

    is_sure = forms.BooleanField(
        label=_("I understand that my data cannot be brought back"),
        error_messages={"required": _("Tick this once you have read what is erased and what stays.")},
    )
