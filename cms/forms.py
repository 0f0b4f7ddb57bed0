"""Clean values from what visitors typed."""

from collections.abc import Collection
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.enums import ContentLanguage, LibraryAudience


class AccessibilityRequestForm(forms.Form):
    """What does not work, where, and whom to answer. `website` is for robots: people do not see it."""

    text = forms.CharField(
        label=_("What did not work?"),
        max_length=4000,
        help_text=_("You can also ask for content in another form, for example a certificate as text."),
        error_messages={
            "required": _("Write what did not work."),
            "max_length": _("Write a little less: at most 4,000 characters."),
        },
        widget=forms.Textarea({"rows": 6}),
    )
    page = forms.CharField(
        label=_("On which page were you?"),
        max_length=300,
        required=False,
        help_text=_("The address or the heading of the page."),
    )
    reply_to = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("For the answer. Without an address we mend what we can but cannot answer you."),
        error_messages={
            "invalid": _("Check the e-mail address. It should look like this: etunimi.sukunimi@organisaatio.fi")
        },
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "request-%s", **kwargs})

    def clean_reply_to(self) -> str:
        return self.cleaned_data["reply_to"].strip().lower()

    @property
    def is_from_a_robot(self) -> bool:
        """Whether the field people do not see was filled in."""
        return bool(self.cleaned_data.get("website"))


class AnswerRequestForm(forms.Form):
    """The answer to somebody's feedback on accessibility."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=8000,
        help_text=_("Goes to the sender as it is. Without a reply address it is kept as a note of what was done."),
        error_messages={"required": _("Write the answer, or what was done.")},
        widget=forms.Textarea({"rows": 8}),
    )


class SearchForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(label=_("What are you looking for?"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "search-%s", **kwargs})
        self.fields["q"].widget = forms.TextInput({"type": "search", "maxlength": 100})

    def question(self) -> str:
        """The words asked for; of too long a question nothing."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class LibraryFilterForm(forms.Form):
    """Which materials to list; a choice that does not exist chooses nothing."""

    audience = forms.ChoiceField(
        label=_("For whom"),
        choices=[("", pgettext_lazy("all audiences", "Everybody")), *LibraryAudience.choices],
        required=False,
    )
    languages: ClassVar[list[Any]] = [
        ("", pgettext_lazy("all languages", "All languages")), *ContentLanguage.choices
    ]  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the material"),
        choices=languages,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "materials-%s", "use_required_attribute": False, **kwargs})

    def offer_languages(self, used: Collection[str]) -> None:
        """Offer only the languages there is something in, and the one that was chosen."""
        kept = {*used, str(self.data.get("language", ""))}
        everything, *languages = self.languages
        offered = [everything, *(each for each in languages if each[0] in kept)]
        cast(forms.ChoiceField, self.fields["language"]).choices = offered

    def chosen(self) -> dict[str, str]:
        """The choices made, by the name of the field; empty when everything is to be listed."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
