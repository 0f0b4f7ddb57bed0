"""Clean values from what people typed. No form decides anything: the services do."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Profession, Sector, User
from accounts.names import folded, normalised
from accounts.queries import current_affiliation
from enrollment.addresses import suggested_address
from enrollment.contents import CONTENT_TYPES
from enrollment.enums import AttendanceStatus, Covers, Qualifier, UploadRefusal
from enrollment.uploads import Upload, UploadRefused, examined

NO_MINUTES = 0  # what was typed is no number; the service refuses it like any other that cannot be
MOST_DIGITS = 9  # more would be as far beyond any session
LONGEST_COMMENT = 4000  # characters
MOST_PEOPLE = 99_999  # at one session; more is a slip of the finger
# With the media types beside the endings a phone offers its camera and turns its own picture format into jpg.
ACCEPTED_TYPES = ",".join([*(f".{kind.value}" for kind in CONTENT_TYPES), ".jpeg", *CONTENT_TYPES.values()])


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
    suggested = ""  # and the one that was probably meant

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
            self.asked_about, self.suggested = email, suggestion
            question = _("Did you mean the address %(suggestion)s? If what you wrote is right, press Enrol once more.")
            raise forms.ValidationError(question % {"suggestion": suggestion})
        return email

    def clean_organisation(self) -> str:
        return normalised(self.cleaned_data["organisation"])

    def clean_profession(self) -> str:
        return normalised(self.cleaned_data["profession"])

    @property
    def known_profession(self) -> Profession | None:
        """The job title of the register that was typed, whatever its case."""
        typed = folded(self.cleaned_data["profession"])
        known = Profession.objects.all() if typed else []
        return next((each for each in known if folded(each.title) == typed), None)


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
        label=_("Text of the answer"),
        strip=False,
        error_messages={"required": _("Write your answer before sending it.")},
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    is_checked = forms.BooleanField(
        label=_("I have checked that nobody can be recognised from my answer"),
        error_messages={"required": _("Tick that nobody can be recognised from your answer.")},
    )

    def __init__(self, *args: Any, sending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # needed for sending, and shown so; a draft takes anything
            field.required = sending or not self.is_bound


class FilesInput(forms.FileInput):
    """The browser's own field for several files; a phone offers its camera."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Every chosen file, not only the last one."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class FileAnswerForm(AnswerForm):
    """Files being added, with a text beside or instead of them; `uploads` are the files fit to be kept.

    A file that cannot be taken is told at the field and keeps neither the text nor the other files from being kept.
    """

    added = forms.Field(
        label=_("Add files"), required=False, widget=FilesInput(attrs={"multiple": True, "accept": ACCEPTED_TYPES})
    )

    def __init__(
        self, *args: Any, limit: int, has_files: bool = False, refused: Sequence[UploadRefused] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_answered = has_files or not kwargs.get("sending")
        self.fields["text"].required = self.fields["added"].required = False
        self.fields["text"].help_text = _("Write your answer here, or add it as a file below.")
        self.fields["text"].error_messages["required"] = _("Write your answer or add a file before sending it.")
        self.fields["added"].help_text = _(
            "Pdf, docx, odt, jpg or png, at most 10 MB each. Files at most: %(count)s."
        ) % {"count": limit}
        self.refused = [_with_limit(each, limit) for each in refused]  # what did not even come in
        self.uploads: list[Upload] = []

    def clean_added(self) -> list[Upload]:
        for file in self.cleaned_data["added"]:
            try:
                self.uploads.append(examined(file.read(), file.name))
            except UploadRefused as refusal:
                self.refused.append(refusal)
        if self.refused:
            raise forms.ValidationError([str(refusal) for refusal in self.refused])
        return self.uploads

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (self.is_answered or self.errors.get("text") or cleaned.get("text", "").strip() or self.uploads):
            self.add_error("text", self.fields["text"].error_messages["required"])
        return cleaned


def _with_limit(refusal: UploadRefused, limit: int) -> UploadRefused:
    """Of too many files the assignment's own limit is told."""
    if refusal.reason != UploadRefusal.TOO_MANY:
        return refusal
    return UploadRefused(refusal.reason, refusal.name, most=limit)


class DecisionForm(forms.Form):
    """A reviewer's comment on the turn that was read."""

    comment = forms.CharField(
        label=_("Comment to the participant"),
        help_text=_("Needed when you ask for more."),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    turn = forms.IntegerField(widget=forms.HiddenInput)


class WalkInForm(forms.Form):
    """Somebody who came: a name is enough, an address lets them see their own page."""

    name = forms.CharField(
        label=_("First name and surname"),
        max_length=150,
        error_messages={"required": _("Write the name of the person who came.")},
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


class HeadcountForm(forms.Form):
    """How many were there, told without names; an empty number takes back what was told."""

    asked_about: int | None = None  # the number the trainer has been asked to check

    value = forms.IntegerField(
        label=_("How many were there"),
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        help_text=_("Empty removes the number told before of those you choose below."),
        error_messages={
            "invalid": _("Write the number with digits."),
            "min_value": _("Write the number with digits."),
            "max_value": _("Check the number: it is too large."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    qualifier = forms.ChoiceField(
        label=_("How exactly"),
        choices=[(each.value, each.label) for each in (Qualifier.EXACT, Qualifier.ABOUT)],
        initial=Qualifier.EXACT,
        widget=forms.RadioSelect,
    )
    covers = forms.ChoiceField(
        label=_("Whom the number covers"), choices=Covers.choices, initial=Covers.EVERYONE, widget=forms.RadioSelect
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
        if shown != f"{data[key]}:{'' if minutes is None else minutes}":
            marks.append((int(person), AttendanceStatus(data[key]), version, minutes))
    return marks


def _minutes(typed: str) -> int | None:
    """The number typed, whatever it is, and None for an empty field."""
    typed = typed.strip()
    if not typed:
        return None
    return int(typed[:MOST_DIGITS]) if typed.isdecimal() else NO_MINUTES
