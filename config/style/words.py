"""Words on their own: what happened, what is next, where one is; and what has a style sheet but no template."""

from datetime import UTC, datetime
from typing import Any

from certificates.enums import CertificateStatus
from certificates.queries import PublicRecord
from cms.queries import LanguageChoice
from config.style.example import LONG_NAME, LONG_ORGANISATION, LONG_TITLE, Example
from reports.views import Crumb

BADGES = (
    ("open", "12 paikkaa jäljellä"), ("few", "2 paikkaa jäljellä"), ("full", "Täynnä"), ("soon", "Avautuu myöhemmin"),
    ("closed", "Ilmoittautuminen on päättynyt"), ("over", "Ohi"), ("cancelled", "Peruttu"), ("done", "Tehty"),
    ("missing", "Vielä puuttuu"), ("waiting", "Odottaa"), ("", "Osallistujille"),
)  # fmt: skip
BANNERS = (
    ("success", "", "Läsnäolot on vahvistettu."),
    ("info", "Paikka vapautui", "Läsnäolot voi merkitä pe 28.5.2027 klo 9.00 alkaen."),
    (
        "warning",
        "Näillä tiedoilla ei löytynyt todistusta",
        "Tarkista merkit. Tunnisteessa ei ole kirjaimia I, L, O eikä U.",
    ),
    ("error", "", "Merkintää ei tallennettu. Tarkista yhteys ja merkitse uudelleen."),
)
LANGUAGES = [
    LanguageChoice("fi", "suomi", "#", is_current=True),
    LanguageChoice("sv", "svenska", "#"),
    LanguageChoice("en", "English", "#"),
]
DESK = Crumb("Kouluttajan työpöytä", "#")


def _paper() -> PublicRecord:
    facts = [
        {"key": "dates", "label": "Ajankohta", "values": ["28.5.–21.6.2027"]},
        {"key": "organiser", "label": "Järjestäjä", "values": [LONG_ORGANISATION]},
    ]
    labels = {"content": "Sisältö", "id": "Todistuksen tunniste", "check": "Tarkista todistus"}
    snapshot: dict[str, Any] = {
        "language": "fi", "heading": "Todistus", "name": LONG_NAME, "verb": "on suorittanut koulutuksen",
        "course": "Sytykettä yhteistyöhön – lastensuojelu ja sivistystoimi", "sentence": "Laajuus on 12 tuntia.",
        "facts": facts, "content": ["Lastensuojelun tehtävä", LONG_TITLE], "labels": labels,
        "place_and_date": "Kuopio 21. kesäkuuta 2027", "notice": "Todistus on laadittu sähköisesti.",
        "signatories": [{"name": "Helmi Harju", "title": "vastuukouluttaja"}, {"name": LONG_NAME, "title": ""}],
        "human_id": "SYTY-0000-0000-0000", "check_url": "https://sytyke.example/tarkista/",
    }  # fmt: skip
    return PublicRecord(CertificateStatus.VALID, "", "SYTY-0000-0000-0000", datetime(2027, 6, 21, tzinfo=UTC), snapshot)


def examples() -> dict[str, list[Example]]:
    """By component, then what has no template of its own, by style sheet."""
    return {
        "badge": [Example(kind or "ilman lajia", {"kind": kind, "text": text}) for kind, text in BADGES],
        "message_banner": [
            Example(kind, {"kind": kind, "title": title, "text": text}) for kind, title, text in BANNERS
        ],
        "next_step": [
            Example("Teko", {"eyebrow": "Sytykettä yhteistyöhön", "big": "pe 28.5.2027 klo 9.00–12.00",
                             "text": "1. kerta: Lastensuojelun tehtävä · Etänä", "action_url": "#",
                             "action_label": "Liity Teamsissa"}),
            Example("Hiljainen teko, lisätieto", {"big": "Kaikki kerrat ovat takana", "text": LONG_TITLE,
                                    "note": "Vastaukseen menee noin puoli tuntia.", "action_url": "#",
                                    "action_label": "Katso, mitä puuttuu", "action_kind": "quiet"}),
            Example("Painallus", {"big": "Voit nyt pyytää todistuksen", "action_url": "#", "post_token": "esimerkki",
                                  "action_label": "Haluan todistuksen"}),
            Example("Ei tehtävää", {"big": "Kaikki on valmista"}),
        ],
        "empty_state": [
            Example("Seuraava askel", {"title": "Ei vielä koulutuksia", "action_url": "#",
                                       "text": "Koulutuksesi näkyvät täällä, kun olet ilmoittautunut ensimmäiseen.",
                                       "action_label": "Katso koulutukset"}),
            Example("Ei tehtävää", {"title": "Ei läpikäytävää", "text": ""}),
        ],
        "fact_list": [Example("Lyhyt ja pitkä", {"facts": [
            {"label": "Laajuus", "value": "12 tuntia"}, {"label": "Järjestäjä", "value": LONG_ORGANISATION},
        ]})],
        "breadcrumb": [
            Example("Kaksi askelta", {"crumbs": [DESK, Crumb("Raportit")]}),
            Example("Pitkä nimi", {"crumbs": [DESK, Crumb("Raportit", "#"), Crumb(LONG_TITLE)]}),
        ],
        "way": [
            Example("Pitkä teksti", {"who": "Osallistuja", "text": LONG_TITLE, "url": "#", "label": "Omat koulutukset"})
        ],
        "language_switch": [
            Example("Kaksi muuta kieltä", {"languages": LANGUAGES}),
            Example("Yksi kieli: mitään ei piirretä", {"languages": []}),
        ],
        "logo": [Example("Aina nimen vieressä")],
        **_style_sheets(),
    }  # fmt: skip


def _style_sheets() -> dict[str, list[Example]]:
    """What has no template of its own, by style sheet."""
    record = _paper()
    lines = [
        {"name": "Nimi ja sähköpostiosoite", "text": "poistetaan heti"},
        {"name": LONG_TITLE, "text": "jää ilman nimeä"},
    ]
    return {
        "button": [Example("Kaikki lajit")],
        "prose": [Example("Kirjoitettu teksti")],
        "library": [Example("Rajaus, luettelo, kortti, tiedostot ja video")],
        "search": [Example("Hakukenttä ja löytynyt sivu")],
        "module": [Example("Tehty ja tekemätön moduuli")],
        "certificate": [Example("Todistus, pitkä nimi", {"record": record, "paper": record.snapshot})],
        "feedback": [Example("Kysymys jatkoineen ja vastauksia")],
        "rights": [Example("Mitä tiedoille tapahtuu", {"lines": lines})],
        "report": [Example("Luku, jota ei tiedetä", {"label": "Osallistui", "value": "ei vahvistettu"})],
    }  # fmt: skip
