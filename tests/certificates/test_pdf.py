"""The paper itself. What a reader sees is read back with poppler, line by line."""

import re
import shutil
import subprocess
import time
import zlib
from base64 import a85decode

import pytest

from certificates import qr
from certificates.pdf import DoesNotFit, GlyphMissing, missing_glyphs, render

pytestmark = pytest.mark.one_database

poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")

SENTENCE = "Koulutuksessa tutustuttiin lastensuojelun perusteisiin ja systeemiseen ajatteluun."
SNAPSHOT = {
    "language": "fi",
    "met_on": "2021-06-21",
    "heading": "TODISTUS",
    "name": "Aino Esimerkki",
    "verb": "on suorittanut koulutuksen",
    "course": "Sytykettä yhteistyöhön",
    "sentence": SENTENCE,
    "facts": [
        {"key": "extent", "label": "Laajuus", "values": ["12 tuntia"]},
        {"key": "period", "label": "Ajankohta", "values": ["28.5.–21.6.2021"]},
        {"key": "mode", "label": "Toteutustapa", "values": ["etänä"]},
        {"key": "trainers", "label": "Kouluttaja", "values": ["Helmi Harju, perheterapeutti"]},
        {"key": "organisers", "label": "Järjestäjä", "values": ["Itä-Suomen osaamiskeskus"]},
    ],
    "content": ["Mitä lastensuojelu on?", "Systeeminen ajattelutapa", "Systeeminen työskentely"],
    "labels": {"content": "Sisältö", "id": "Todistuksen tunniste", "check": "Tarkista todistus"},
    "place_and_date": "Kuopiossa 21. kesäkuuta 2021",
    "signatories": [{"name": "Helmi Harju", "title": "kouluttaja"}, {"name": "Sanna Koskela", "title": ""}],
    "notice": "Todistus on laadittu sähköisesti, eikä siinä ole käsin kirjoitettua allekirjoitusta.",
    "human_id": "SYTY-7K4M-Q9XT-2B6H",
    "check_url": "https://sytyke.example/tarkista/Zk3v0tUOqwL3x8mY1f2bGh7JkLmNpQrS/",
}


def with_name(name):
    return {**SNAPSHOT, "name": name}


def run_tool(tool, content, tmp_path, *options):
    path = tmp_path / "todistus.pdf"
    path.write_bytes(content)
    arguments = [tool, *options, str(path), *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(arguments, capture_output=True, check=True, text=True).stdout


def lines(content, tmp_path):
    text = run_tool("pdftotext", content, tmp_path, "-layout")
    return [re.sub(r" {2,}", " | ", line.strip()) for line in text.replace("\x0c", "").splitlines() if line.strip()]


def printed_name(content, tmp_path):
    everything = lines(content, tmp_path)
    return everything[everything.index("TODISTUS") + 1 : everything.index("on suorittanut koulutuksen")]


@poppler
def test_the_paper_says_everything_in_reading_order_and_nothing_else(tmp_path):
    assert lines(render(SNAPSHOT), tmp_path) == [
        "Sytyke",
        "TODISTUS",
        "Aino Esimerkki",
        "on suorittanut koulutuksen",
        "Sytykettä yhteistyöhön",
        "Koulutuksessa tutustuttiin lastensuojelun perusteisiin ja systeemiseen ajatteluun.",
        "Laajuus | Ajankohta | Toteutustapa",
        "12 tuntia | 28.5.–21.6.2021 | etänä",
        "Sisältö | Kouluttaja",
        "Mitä lastensuojelu on? | Helmi Harju, perheterapeutti",
        "Systeeminen ajattelutapa",
        "Systeeminen työskentely",
        "Järjestäjä",
        "Itä-Suomen osaamiskeskus",
        "Kuopiossa 21. kesäkuuta 2021",
        "Helmi Harju | Sanna Koskela",
        "kouluttaja",
        "Todistus on laadittu sähköisesti, eikä siinä ole käsin kirjoitettua allekirjoitusta.",
        "Todistuksen tunniste",
        "SYTY-7K4M-Q9XT-2B6H",
        "Tarkista todistus",
        "https://sytyke.example/tarkista/Zk3v0tUOqwL3x8mY1f2bGh7JkLmNpQrS/",
    ]


@poppler
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>Aino", ["<b>Aino"]),
        ("Aino & Eino", ["Aino & Eino"]),
        ('<img src="/etc/passwd"/>', ['<img src="/etc/passwd"/>']),
        ('<a href="javascript:x">A</a>', ["<a", 'href="javascript:x">A</a>']),
        ("Ma\u0308kinen A\u030asa", ["Mäkinen Åsa"]),  # NFD comes out composed
        ("Áile Esimerkki-Čuonna", ["Áile Esimerkki-Čuonna"]),
        ("Đuro Näyte", ["Đuro Näyte"]),
        ("Łucja Đurić-Žižek Õnne", ["Łucja Đurić-Žižek Õnne"]),
        ("čđŋšŧž ČĐŊŠŦŽ", ["čđŋšŧž ČĐŊŠŦŽ"]),
        ("Sangita", ["Sangita"]),
        ("Maija-Liisa Äyräpää-Östman", ["Maija-Liisa", "Äyräpää-Östman"]),
        ("Åsa Exempel af Testström", ["Åsa Exempel af Testström"]),
        (
            "Anna-Maija Katariina Esimerkki-Äyräpää-Östman von Pitkäniemi",
            ["Anna-Maija Katariina Esimerkki-", "Äyräpää-Östman von Pitkäniemi"],
        ),
    ],
)
def test_a_name_is_printed_letter_by_letter(name, shown, tmp_path):
    assert printed_name(render(with_name(name)), tmp_path) == shown


@poppler
def test_a_long_name_takes_two_lines_and_a_double_name_stays_whole(tmp_path):
    assert printed_name(render(with_name("Áile Sárá-Máret Esimerkki-Čuonŋa")), tmp_path) == [
        "Áile Sárá-Máret",
        "Esimerkki-Čuonŋa",
    ]


@poppler
@pytest.mark.parametrize("name", ["Aino Esimerkki", "W" * 150, "Ääkkönen-" * 16, "a b " * 37])
def test_there_is_always_one_page_with_embedded_typefaces_only(name, tmp_path):
    content = render({**with_name(name.strip()), "sentence": SENTENCE * 5, "content": [SENTENCE] * 6})

    fonts = run_tool("pdffonts", content, tmp_path).splitlines()[2:]
    information = run_tool("pdfinfo", content, tmp_path)
    assert sorted(line.split()[0].split("+")[1] for line in fonts) == [
        "HankenGrotesk-Regular",
        "HankenGrotesk-SemiBold",
        "Literata-SemiBold",
    ]
    assert [line.split()[-5:-2] for line in fonts] == [["yes", "yes", "yes"]] * 3  # embedded, subset, readable
    assert re.search(r"^Pages: +1$", information, re.MULTILINE)
    assert re.search(r"^Page size: .*\(A4\)$", information, re.MULTILINE)


@poppler
def test_the_file_says_what_it_is(tmp_path):
    information = run_tool("pdfinfo", render(SNAPSHOT), tmp_path)

    facts = dict(re.split(r": +", line, maxsplit=1) for line in information.splitlines() if re.search(r": +\S", line))
    assert facts["Title"] == "Todistus SYTY-7K4M-Q9XT-2B6H: Aino Esimerkki"
    assert facts["Author"] == "Itä-Suomen osaamiskeskus"
    assert facts["Subject"] == "Sytykettä yhteistyöhön"
    assert facts["CreationDate"].startswith("Mon Jun 21 ")
    assert b"/Lang (fi-FI)" in render(SNAPSHOT)


def test_the_same_snapshot_gives_the_same_bytes_small_and_fast():
    first = render(SNAPSHOT)
    started = time.perf_counter()
    again = [render(SNAPSHOT) for _ in range(5)]

    assert set(again) == {first}
    assert len(first) < 60_000
    assert (time.perf_counter() - started) / 5 < 0.2  # about 7 ms on a quiet machine


def test_nothing_in_the_file_leads_anywhere_or_runs():
    streams = render(with_name('<a href="file:///etc/passwd">A</a>'))

    for forbidden in (b"/URI", b"/JavaScript", b"/Annots", b"/Launch", b"/EmbeddedFile", b"Helvetica", b"/XObject"):
        assert forbidden not in streams


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("Aino 😀", {"😀"}),
        ("שרה", {"ש", "ר", "ה"}),
        ("Анна", {"А", "н", "а"}),
        ("Aino\u202eikkremisE", {"\u202e"}),  # turns the reading direction round
        ("Ai\u00adno", {"\u00ad"}),
        ("Ai\u200bno", {"\u200b"}),
        ("A\u0308\u0308ino", {"\u0308"}),  # a second accent that no letter takes in
        ("Aino\nEsimerkki", {"\n"}),
        ("Aino\r\n", {"\r", "\n"}),
        ("Aino\x00", {"\x00"}),
    ],
)
def test_a_letter_the_typefaces_lack_stops_the_paper(name, missing):
    assert missing_glyphs(with_name(name)) == missing
    with pytest.raises(GlyphMissing) as refusal:
        render(with_name(name))
    assert set(refusal.value.letters) == missing


def test_a_missing_letter_is_found_in_every_printed_text():
    assert missing_glyphs({**SNAPSHOT, "signatories": [{"name": "Helmi", "title": "☃"}]}) == {"☃"}
    assert missing_glyphs({**SNAPSHOT, "facts": [{"key": "mode", "label": "♥", "values": ["♦"]}]}) == {"♥", "♦"}
    assert missing_glyphs({**SNAPSHOT, "content": ["♣"]}) == {"♣"}
    assert missing_glyphs(SNAPSHOT) == set()


def test_texts_that_cannot_fit_on_one_page_are_refused():
    with pytest.raises(DoesNotFit):
        render({**SNAPSHOT, "sentence": SENTENCE * 80})


def test_the_qr_code_is_one_path_with_four_modules_of_quiet_zone():
    side, bars = qr.bars(SNAPSHOT["check_url"])

    columns = [column for column, _row, length in bars] + [column + length for column, _row, length in bars]
    rows = [row for _column, row, _length in bars]
    assert (min(columns), max(columns), min(rows), max(rows)) == (4, side - 4, 4, side - 5)
    page = _drawing(render(SNAPSHOT))
    path = page[page.index(b"0 0 0 rg") :].split(b" f")[0]  # black is used for the code alone
    assert path.count(b" re") == len(bars)


def _drawing(content: bytes) -> bytes:
    """The page's drawing operators: the first stream, which reportlab writes as ASCII 85 over deflate."""
    stream = re.search(rb"/ASCII85Decode /FlateDecode \].*?stream\r?\n(.*?)~>endstream", content, re.DOTALL)
    assert stream
    return zlib.decompress(a85decode(stream[1]))
