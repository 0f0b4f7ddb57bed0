"""What somebody looks for in the catalogue, out of the address of the page."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Sector
from accounts.names import normalised
from courses.enums import Mode
from courses.queries import Wanted, regions_on_offer

# The names in the address are Finnish, stable and shared by people: /koulutukset/?alue=pohjois-savo&vapaita=on
PARAMETERS = {
    "words": "haku", "group": "kohderyhma", "region": "alue", "mode": "muoto",
    "since": "alkaen", "until": "asti", "has_room": "vapaita",
}  # fmt: skip


def _day(label: Any, invalid: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=_("For example 1.6.2027."),
        error_messages={"invalid": invalid},
        widget=forms.DateInput({"autocomplete": "off", "class": "is-date"}),
    )


class CatalogFilterForm(forms.Form):
    """Every field may be left empty; what cannot be understood is told and left out, the rest still holds."""

    words = forms.CharField(
        label=_("Subject"),
        max_length=80,
        required=False,
        help_text=_("For example: child welfare, cooperation"),
        error_messages={"max_length": _("Shorten what you look for: at most 80 characters.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    group = forms.ChoiceField(
        label=_("Target group"),
        required=False,
        error_messages={"invalid_choice": _("Choose the target group from the list.")},
    )
    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        error_messages={"invalid_choice": _("Choose the region from the list.")},
    )
    mode = forms.ChoiceField(
        label=_("Way of taking part"),
        choices=[("", pgettext_lazy("ways of taking part", "All ways")), *Mode.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose the way of taking part from the list.")},
    )
    since = _day(_("Sessions from"), _("Write the first day as day.month.year, for example 1.6.2027."))
    until = _day(_("Sessions until"), _("Write the last day as day.month.year, for example 30.6.2027."))
    has_room = forms.BooleanField(label=_("Only runs with free places"), required=False)

    def __init__(self, asked: QueryDict) -> None:
        is_asked = any(name in asked for name in PARAMETERS.values())
        super().__init__(asked if is_asked else None)
        groups = [(sector.key, sector.title) for sector in Sector.objects.all()]
        self.fields["group"].choices = [("", _("All target groups")), *groups]  # type: ignore[attr-defined]
        regions = [(region.key, region.title) for region in regions_on_offer(timezone.now())]
        self.fields["region"].choices = [("", _("All regions")), *regions]  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        return PARAMETERS.get(field_name, field_name)

    def clean_words(self) -> str:
        return normalised(self.cleaned_data["words"])

    def clean_until(self) -> Any:
        since, until = self.cleaned_data.get("since"), self.cleaned_data["until"]
        if since and until and until < since:
            raise forms.ValidationError(_("The last day is before the first one."))
        return until

    @property
    def wanted(self) -> Wanted:
        """What was asked for and understood."""
        self.errors  # noqa: B018 - cleans once, and keeps what is clean
        return Wanted(**{name: value for name, value in getattr(self, "cleaned_data", {}).items() if value})

    @property
    def query(self) -> str:
        """What was asked for as the beginning of another address: ends in & or is empty."""
        asked = {name: self.data[name] for name in PARAMETERS.values() if self.data.get(name)}
        return f"{urlencode(asked)}&" if asked else ""
