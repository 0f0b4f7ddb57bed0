"""People in lists: whose menu it is, who came, who sent what."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from config.style.example import LONG_NAME, LONG_ORGANISATION, LONG_TITLE, Example
from enrollment.enums import Origin
from enrollment.models import Enrollment, SubmissionFile
from enrollment.queries.desk import ListedPerson
from enrollment.wording.desk import AttendanceRow, Stage
from enrollment.wording.own_rows import OwnRow

INSTRUCTION = """Valitse tilanne, jossa tulkitsit jotakin nopeasti.

Kirjoita kolme avointa kysymystä, joilla olisit voinut hidastaa. Älä kirjoita mitään, mistä asiakkaan voi tunnistaa."""
ANSWER = """Nopea tulkintani oli, että huoltaja välttelee yhteydenottoa.

Avoimet kysymykset: Mitä lapselle kuuluu juuri nyt? Mikä auttaisi huoltajaa vastaamaan? Kuka on jo mukana?"""


@dataclass(frozen=True)
class _Viewer:
    """As much of `config.context.Viewer` as the menu shows."""

    name: str
    is_trainer: bool = False
    has_desk: bool = False
    is_admin: bool = False


def _files() -> list[SubmissionFile]:
    names = [("verkostokartta.pdf", 183_204), (f"{LONG_TITLE[:110]}.docx", 2_411_008)]
    return [
        SubmissionFile(pk=UUID(int=number), name=name, kind="pdf", size=size)
        for number, (name, size) in enumerate(names, 1)
    ]


def _row(number: int, status: str, marked: str = "", **also: object) -> AttendanceRow:
    facts = {"person_id": number, "name": "Aino Esimerkki", "detail": "Kuopion kaupunki · koulukuraattori"}
    whole = {"minutes": None, "locked": False, "version": ":", **facts, **also}
    return AttendanceRow(status=status, marked_text=marked, **whole)  # type: ignore[arg-type]


def _expected() -> list[ListedPerson]:
    names = [("Aino Esimerkki", "Kuopion kaupunki"), (LONG_NAME, LONG_ORGANISATION)]
    guest = ListedPerson(User(), "Kalle Kuvitelma", None, None)
    came = ListedPerson(User(), "Milla Mallikas", Enrollment(origin=Origin.WALK_IN), None)
    listed = [ListedPerson(User(), name, Enrollment(organisation_name=place), None) for name, place in names]
    return [*listed, guest, came]


def _attendance() -> dict[str, AttendanceRow]:
    said = "Helmi Harju merkitsi klo 9.12"
    return {
        "Ei merkitty": _row(1, ""),
        "Paikalla": _row(2, "present", said),
        "Osan ajasta, minuutit": _row(3, "partial", said, minutes=95),
        "Osan ajasta, minuutteja liikaa": _row(
            7, "partial", said, minutes="500", error="Ei tallennettu: kerta kesti 180 minuuttia."
        ),
        "Poissa": _row(4, "absent", said),
        "Vahvistettu, lukittu": _row(5, "present", said, locked=True),
        "Pitkä nimi": _row(6, "", name=LONG_NAME, detail=f"{LONG_ORGANISATION} · johtava sosiaalityöntekijä"),
    }


def examples() -> dict[str, list[Example]]:
    """By component."""
    files, own = _files(), OwnRow("Sytykettä yhteistyöhön", "Kevät 2027 · pe 28.5.2027", "On paikka", "open", "#")
    history = [
        Stage("Tarkennusta pyydetty · Helmi Harju · ma 14.6.2027 klo 10.15", "Hyvä alku. Lisää vielä yksi kysymys."),
        Stage("Lähetetty pe 11.6.2027 klo 16.40", ANSWER, files[:1]),
    ]
    return {
        "account_menu": [
            Example("Osallistuja", {"viewer": _Viewer("Aino Esimerkki")}),
            Example("Kouluttaja, pitkä nimi", {"viewer": _Viewer(LONG_NAME, is_trainer=True, has_desk=True)}),
        ],
        "attendance_row": [Example(state, {"row": row}) for state, row in _attendance().items()],
        "sign_in_sheet": [Example("Nimiä ja tyhjiä rivejä", {"people": _expected(), "lines": range(2)})],
        "person_row": [
            Example("Linkki ja tila", {"person": own}),
            Example("Jotain odottaa", {"person": own, "asks": "Palaute antamatta"}),
            Example("Ilman linkkiä ja tilaa", {"person": OwnRow("Eino Odottaja", "", "", "", "")}),
            Example("Pitkä nimi", {"person": OwnRow(LONG_NAME, LONG_ORGANISATION, "Odottaa läpikäyntiä", "full", "#")}),
        ],
        "file_list": [
            Example("Ladattavat", {"files": files, "label": "Tiedostot"}),
            Example("Poistettavat, ilman otsikkoa", {"files": files[:1], "label": "", "removable": True}),
            Example("Ei tiedostoja: mitään ei piirretä", {"files": [], "label": "Tiedostot"}),
        ],
        "review_pane": [
            Example("Vastaus tekstinä", {"instruction": INSTRUCTION, "answer": ANSWER}),
            Example(
                "Tiedostot ja aiemmat vaiheet",
                {"instruction": INSTRUCTION, "answer": "", "files": files, "history": history},
            ),
        ],
    }
