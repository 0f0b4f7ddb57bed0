"""Every kind of field the site asks with, empty, filled and to be corrected."""

from django import forms

from config.style.example import LONG_ORGANISATION, LONG_TITLE, Example
from feedback.forms import SCALE_CHOICES

WAYS = [("onsite", "Paikan päällä"), ("online", "Etänä"), ("hybrid", "Etänä tai paikan päällä")]
SECTORS = [("", "Valitse"), ("cw", "lastensuojelu"), ("edu", "sivistystoimi"), ("org", LONG_ORGANISATION)]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label="Nimi",
        help_text="Siinä muodossa kuin haluat sen todistukseen.",
        error_messages={"required": "Kirjoita nimesi siinä muodossa kuin haluat sen todistukseen."},
    )
    email = forms.EmailField(
        label="Sähköposti",
        error_messages={"invalid": "Tarkista osoite. Sen pitäisi näyttää tältä: etunimi.sukunimi@organisaatio.fi"},
    )
    code = forms.CharField(label="Kertakäyttökoodi", required=False, widget=forms.TextInput(attrs={"class": "is-code"}))
    sector = forms.ChoiceField(
        label="Toimiala", choices=SECTORS, error_messages={"required": "Valitse toimiala, joka on lähinnä työtäsi."}
    )
    minutes = forms.IntegerField(
        label="Minuutteja paikalla",
        required=False,
        min_value=1,
        error_messages={"min_value": "Kirjoita vähintään 1 minuutti."},
    )
    day = forms.DateField(
        label="Päivästä", required=False, widget=forms.DateInput(attrs={"type": "date", "class": "is-date"})
    )
    answer = forms.CharField(
        label="Vastauksesi", required=False, help_text=LONG_TITLE, widget=forms.Textarea(attrs={"rows": 4})
    )
    file = forms.FileField(label="Tiedosto", required=False, help_text="PDF, Word, OpenDocument tai kuva.")
    way = forms.ChoiceField(
        label="Miten haluat osallistua", choices=WAYS, widget=forms.RadioSelect,
        error_messages={"required": "Valitse, miten haluat osallistua."},
    )  # fmt: skip
    groups = forms.MultipleChoiceField(
        label="Mitkä ryhmät sopivat", choices=WAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(
        label="Vastauksessani ei ole mitään, mistä asiakkaan voi tunnistaa",
        help_text="Kouluttaja ei voi poistaa tunnistetietoja puolestasi.",
        error_messages={"required": "Valitse tämä, kun olet lukenut vastauksesi."},
    )
    wish = forms.ChoiceField(
        label="Tunnen lastensuojelun tehtävän ja keinot paremmin kuin ennen koulutusta", choices=SCALE_CHOICES,
        required=False, widget=forms.RadioSelect, error_messages={"invalid_choice": "Valitse yksi vaihtoehdoista."},
    )  # fmt: skip


FILLED = {"name": "Aino Esimerkki", "email": "aino@esimerkki.example", "sector": "org", "way": "online", "sure": "on"}


def _sent(prefix: str, **typed: str) -> SampleForm:
    form = SampleForm({f"{prefix}-{key}": value for key, value in typed.items()}, prefix=prefix)
    form.is_valid()
    return form


def examples() -> dict[str, list[Example]]:
    """By component."""
    empty = SampleForm(prefix="empty")
    wrong = _sent("wrong", email="aino@", minutes="0", wish="9")
    plain = [name for name in empty.fields if name != "wish"]
    return {
        "field": [
            *(Example(f"{empty[name].label}, tyhjä", {"field": empty[name]}) for name in plain),
            *(
                Example(f"{wrong[name].label}, korjattava", {"field": wrong[name]})
                for name in plain
                if wrong[name].errors
            ),
        ],
        "scale_question": [
            Example("Tyhjä", {"field": empty["wish"]}),
            Example("Valittu", {"field": SampleForm({"chosen-wish": "4"}, prefix="chosen")["wish"]}),
            Example("Korjattava", {"field": wrong["wish"]}),
        ],
        "error_summary": [
            Example("Yksi kohta", {"form": _sent("one", **{**FILLED, "name": " "})}),
            Example("Monta kohtaa", {"form": _sent("many", email="aino@")}),
            Example("Ei korjattavaa: mitään ei piirretä", {"form": _sent("none", **FILLED)}),
        ],
        "filters": [
            Example("Taitettu puhelimella", {"form": empty, "action": "#", "is_open": False}),
            Example("Auki, korjattavaa", {"form": wrong, "action": "#", "is_open": True}),
        ],
        "error_icon": [Example("Aina sanan vieressä")],
    }
