"""Clean values from what people typed. No form decides anything: the services do."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Profession, Sector, User
from accounts.names import folded, normalised
from accounts.queries import current_affiliation
from enrollment.addresses import suggested_address
from enrollment.enums import AttendanceStatus

NO_ORGANISATION = "-"
MINUTES_OF_A_DAY = 24 * 60


class EnrollForm(forms.Form):
    """At most six fields. `queue_seen` tells that the number in the queue was shown before the press."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("In the form you want it on the certificate."),
        error_messages={"required": _("Write your name in the form you want it on the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("We send the confirmation here."),
        error_messages={
            "required": _("Write your e-mail address, so that we can send the confirmation."),
            "invalid": _("Check the e-mail address. It should look like this: etunimi.sukunimi@organisaatio.fi"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        help_text=_(
            "Write three letters and choose from the list. If yours is not listed, write its name: we check it later. "
            "If you have no organisation, leave this empty."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "organization", "list": "organisations", "data-suggest": "organisations"}
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
        widget=forms.TextInput(attrs={"autocomplete": "organization-title", "list": "professions"}),
    )
    wants_certificate = forms.BooleanField(label=_("I want a certificate"), required=False)
    queue_seen = forms.BooleanField(required=False, widget=forms.HiddenInput)

    asked_about = ""  # the address the person has been asked about

    def __init__(self, *args: Any, asks_certificate: bool, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_certificate:
            del self.fields["wants_certificate"]
        if person:
            del self.fields["email"]

    def clean_name(self) -> str:
        name = normalised(self.cleaned_data["name"])
        if not any(character.isalpha() for character in name):
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name

    def clean_email(self) -> str:
        """Ask once about an address that looks mistyped; the same address pressed again is meant."""
        email = self.cleaned_data["email"].strip().lower()
        suggestion = suggested_address(email)
        if suggestion and self.data.get("email_asked") != email:
            self.asked_about = email
            raise forms.ValidationError(
                _("Did you mean %(suggestion)s? Press again to keep the address as it is.") % {"suggestion": suggestion}
            )
        return email

    def clean_organisation(self) -> str:
        return normalised(self.cleaned_data["organisation"])

    def clean_profession(self) -> str:
        return normalised(self.cleaned_data["profession"])

    @property
    def known_profession(self) -> Profession | None:
        """The job title of the register that was typed, whatever its case."""
        typed = folded(self.cleaned_data["profession"])
        return next((each for each in Profession.objects.all() if typed and folded(each.title) == typed), None)


def remembered(person: User, on: date) -> dict[str, Any]:
    """What a signed-in person need not type again."""
    affiliation = current_affiliation(person, on)
    if affiliation is None:
        return {"name": person.name}
    profession = affiliation.profession_text or (affiliation.profession.title if affiliation.profession else "")
    return {
        "name": person.name,
        "organisation": affiliation.organisation.name if affiliation.organisation else "",
        "sector": affiliation.sector_id,
        "profession": profession,
    }


class AnswerForm(forms.Form):
    """The text of an assignment; saving a draft takes anything, sending asks for the pause."""

    text = forms.CharField(
        label=_("Your answer"),
        strip=False,
        error_messages={"required": _("Write your answer before sending it.")},
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    is_checked = forms.BooleanField(
        label=_("I have checked that nobody can be recognised from my answer"),
        error_messages={"required": _("Tick this once you have checked your answer.")},
    )

    def __init__(self, *args: Any, sending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # needed for sending, and shown so; a draft takes anything
            field.required = sending or not self.is_bound


class DecisionForm(forms.Form):
    """A reviewer's comment on the turn that was read."""

    comment = forms.CharField(
        label=_("Comment to the participant"),
        help_text=_("Needed when you ask for more."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    turn = forms.IntegerField(widget=forms.HiddenInput)


class WalkInForm(forms.Form):
    """Somebody who came: a name is enough, an address lets them see their own page."""

    name = forms.CharField(
        label=_("Name"), max_length=150, error_messages={"required": _("Write the name of the person who came.")}
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("With an address the person gets an own page, assignments and the certificate."),
    )


class ReopenForm(forms.Form):
    """Why the attendance is reopened."""

    reason = forms.CharField(
        label=_("Why is the attendance reopened?"),
        max_length=300,
        error_messages={"required": _("Say why the attendance is reopened.")},
    )


def posted_marks(data: Any) -> list[tuple[int, AttendanceStatus, str, int | None]]:
    """Person, status, version seen and minutes of every row the trainer changed; unchanged and odd rows are left out.

    `seen-<id>` holds `<status>:<minutes>:<version>` of the mark the screen was showing.
    """
    marks = []
    for key in data:
        prefix, _separator, person = key.partition("-")
        if prefix != "mark" or not person.isdecimal() or data[key] not in AttendanceStatus.values:
            continue
        minutes = _minutes(data.get(f"minutes-{person}", "")) if data[key] == AttendanceStatus.PARTIAL else None
        shown, _separator, version = data.get(f"seen-{person}", "").rpartition(":")
        if shown != f"{data[key]}:{minutes or ''}":
            marks.append((int(person), AttendanceStatus(data[key]), version, minutes))
    return marks


def _minutes(typed: str) -> int | None:
    """The minutes of a day, or None for anything else."""
    return int(typed) if typed.isdecimal() and 0 < int(typed[:5]) <= MINUTES_OF_A_DAY else None
