"""Runs and sessions in every state they can be in."""

from dataclasses import replace

from config.style.example import LONG_TITLE, PLACE, Example
from courses.enums import Admission, Phase
from enrollment.enums import DenialReason, EnrollmentState
from enrollment.queries import PlaceCount
from enrollment.wording.runs import LineItem, RunCard, RunRow, places_text

DAYS = ("pe 28.5.2027 klo 9.00–12.00", "ma 7.6.2027 klo 9.00–15.00", "ma 21.6.2027 klo 9.00–15.00")
TITLES = ("Lastensuojelun tehtävä", "Moninäkökulmaisuus ja dialogisuus", "Systeeminen työskentely")
LINE = [LineItem(number, when, title, "") for number, (when, title) in enumerate(zip(DAYS, TITLES, strict=True), 1)]
RULE = "Todistukseen tarvitaan osallistuminen vähintään 2 kerralla (kertoja on 3)."

MARKS = (
    ("present", "paikalla", ""),
    ("partial", "osan ajasta", ""),
    ("absent", "poissa", ""),
    ("excused", "poissa, tieto etukäteen", ""),
    ("making_up", "poissa, korvataan tehtävällä", "Lähetä tehtävä viimeistään to 10.6.2027 klo 23.59."),
    ("made_up", "korvattu", ""),
    ("unmarked", "läsnäoloa vahvistetaan", ""),
    ("today", "tänään", ""),
    ("next", "seuraava", ""),
    ("upcoming", "tulossa", ""),
    ("cancelled", "peruttu", "Tämä otetaan huomioon todistuksen ehdoissa."),
)


def _left(left: int, waiting: int = 0) -> str:
    return places_text(PlaceCount(20, 20 - left, waiting))


_MOVED = replace(
    LINE[0], state="next", state_label="seuraava", note="Entinen aika: ma 7.6.2027 klo 9.00–15.00", action_url="#",
    action_label="Uusi aika ei sovi minulle",
)  # fmt: skip
_OPEN = RunCard(
    heading_id="run-open",
    label="Kevät 2027, ryhmä 1",
    badge=_left(12),
    badge_kind="open",
    line=LINE,
    facts=[PLACE],
    action_url="#",
    action_label="Ilmoittaudu",
    closes_text="Ilmoittaudu viimeistään to 27.5.2027 klo 12.00.",
    calendar_url="#",
)
_SHUT = replace(_OPEN, action_url="", action_label="", closes_text="", calendar_url="")


def _shut(key: str, label: str, badge: str, kind: str, explanation: str) -> RunCard:
    return replace(_SHUT, heading_id=f"run-{key}", label=label, badge=badge, badge_kind=kind, explanation=explanation)


def _long() -> RunCard:
    line = [
        replace(LINE[0], title=LONG_TITLE, place=f"{PLACE} tai paikan päällä, Pohjois-Karjalan opistotalo, iso sali")
    ]
    label = "Syksy 2027, Pohjois-Pohjanmaan ja Kainuun hyvinvointialueiden yhteinen ryhmä 12"
    return replace(_OPEN, heading_id="run-long", label=label, line=line, rule=RULE)


def _run_cards() -> dict[str, RunCard]:
    return {
        "Ilmoittautuminen on auki": _OPEN,
        "Paikkoja on vähän": replace(_OPEN, heading_id="run-few", label="Ryhmä 2", badge=_left(2), badge_kind="few"),
        "Täynnä, jonoon pääsee": replace(
            _OPEN, heading_id="run-full", label="Ryhmä 3", badge=_left(0), badge_kind="full",
            action_label="Ilmoittaudu varasijalle",
            closes_text="Olisit jonossa numero 4. Ilmoittaudu viimeistään to 27.5.2027 klo 12.00.",
        ),
        "Täynnä, jono on suljettu": _shut("queue", "Ryhmä 4", _left(0), "full", str(DenialReason.QUEUE_CLOSED.label)),
        "Ilmoittautuminen avautuu myöhemmin": _shut(
            "soon", "Syksy 2027", str(Phase.SOON.label), "soon", "Ilmoittautuminen avautuu ma 2.8.2027 klo 9.00."
        ),
        "Ilmoittautuminen on päättynyt": _shut(
            "closed", "Talvi 2027", str(Phase.CLOSED.label), "closed", "Ilmoittautuminen päättyi to 7.1.2027 klo 12.00."
        ),
        "Peruttu": _shut(
            "cancelled", "Ryhmä 5", str(Phase.CANCELLED.label), "cancelled", "Järjestäjä on perunut tämän toteutuksen."
        ),
        "Ohi": _shut("over", "Kevät 2021", str(Phase.OVER.label), "over", "Tämä toteutus on ohi."),
        "Ei vielä ajankohtia": replace(_OPEN, heading_id="run-dates", label="Vuosi 2028", line=[], calendar_url=""),
        "Ei ilmoittautumista": _shut(
            "none", "Sytypaja", str(Admission.NO_ENROLMENT.label), "closed", "Tule mukaan, ilmoittautumista ei tarvita."
        ),
        "Kerrat on pidetty, ilmoittautuminen on auki": replace(
            _OPEN, heading_id="run-held", label="Ryhmä 8", badge="Kerrat on pidetty", badge_kind="closed",
            closes_text="Olitko mukana, mutta et ilmoittautunut? Ilmoittaudu viimeistään to 24.6.2027 klo 12.00.",
            calendar_url="",
        ),
        "Kirjattu vain raporttia varten": _shut(
            "record", "Vuoden 2019 kierros", str(Admission.RECORD_ONLY.label), "closed",
            str(DenialReason.NO_ENROLMENT.label),
        ),
        "Oma paikka": replace(
            _SHUT, heading_id="run-own", label="Kevät 2027, ryhmä 6", badge="Olet mukana",
            action_url="#", action_label="Avaa oma sivusi",
        ),
        "Oma varasija": replace(
            _SHUT, heading_id="run-waiting", label="Kevät 2027, ryhmä 7", badge=str(EnrollmentState.WAITING.label),
            badge_kind="waiting", action_url="#", action_label="Avaa oma sivusi",
        ),
        "Pitkät nimet ja oma sääntö": _long(),
    }  # fmt: skip


def _marked_line() -> list[LineItem]:
    days = [f"ma {number}.6.2027 klo 9.00–12.00" for number in range(1, len(MARKS) + 1)]
    return [
        LineItem(number, days[number - 1], TITLES[number % 3], "", state, word, note, struck=state == "cancelled")
        for number, (state, word, note) in enumerate(MARKS, 1)
    ]


def _own_line() -> list[LineItem]:
    """What one's own page adds to the sessions: what makes up for one, and the way to tell an absence."""
    by = "Lähetä viimeistään to 10.6.2027 klo 23.59."
    task, told = f"Täydennystehtävä: {LONG_TITLE}", "Kerroit, ettet pääse. Paikkasi säilyy."
    label = "poissa, tieto etukäteen"
    return [
        replace(LINE[0], place=PLACE, state="made_up", state_label="korvattu", note="Korvattu täydennystehtävällä",
                action_url="#", action_label="Katso vastaustasi"),
        replace(LINE[1], place=PLACE, state="making_up", state_label="poissa, korvataan tehtävällä", note=task, by=by,
                action_url="#", action_label="Aloita tehtävä", asks=True),
        replace(LINE[2], place=PLACE, state="excused", state_label=label, note=told, absence_url="#", is_told=True),
        replace(LINE[2], number=4, place=PLACE, state="upcoming", state_label="tulossa", absence_url="#"),
    ]  # fmt: skip


def examples() -> dict[str, list[Example]]:
    """By component."""
    marks: list[tuple[str, int | str]] = [("", 3), *((state, number) for number, (state, *_) in enumerate(MARKS, 1))]
    marks += [("done", "")]
    return {
        "run_card": [Example(state, {"card": card}) for state, card in _run_cards().items()],
        "run_row": [
            Example(
                "Paikkoja jäljellä",
                {"row": RunRow("pe 28.5., ma 7.6. ja ma 21.6.2027", "Ryhmä 1", PLACE, _left(12), "open", "#")},
            ),
            Example(
                "Pitkiä nimiä",
                {"row": RunRow("ma 7.6.2027", _long().label, _long().line[0].place, _left(0), "full", "", LONG_TITLE)},
            ),
            Example("Ei vielä ajankohtia", {"row": RunRow("", "Vuosi 2028", PLACE, str(Phase.SOON.label), "soon")}),
        ],
        "session_line": [
            Example("Kaikille: kerrat ajankohtineen", {"line": LINE, "line_label": "Kerrat"}),
            Example("Oma sivu: jokainen merkki", {"line": _marked_line(), "line_label": "Omat kertasi"}),
            Example("Oma sivu: siirretty kerta", {"line": [_MOVED], "line_label": "Siirretyt kertasi"}),
            Example("Oma sivu: mitä kerralle voi tehdä", {"line": _own_line(), "line_label": "Omat kertasi ja teot"}),
        ],
        "mark": [Example(state or "pelkkä numero", {"state": state, "number": number}) for state, number in marks],
    }
