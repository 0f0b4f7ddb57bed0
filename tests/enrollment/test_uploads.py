"""What is let in with an answer, what is refused and in which words, and what is left of a picture."""

import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from enrollment.contents import LONGEST_SIDE
from enrollment.enums import FileKind, UploadRefusal
from enrollment.uploads import MEGABYTE, MOST_BYTES, UploadRefused, cleaned_name, examined, megabytes
from tests import uploads
from tests.uploads import DOCM_TYPES, EXE, HTML, OLE, PDF, SVG, docx, odt, photo, picture, png_with, zipped

pytestmark = pytest.mark.one_database

R = UploadRefusal


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("kartta.pdf", PDF, FileKind.PDF),
        ("kartta.docx", docx(), FileKind.DOCX),
        ("kartta.odt", odt(), FileKind.ODT),
        ("kartta.jpg", photo(), FileKind.JPG),
        ("KARTTA.JPEG", photo(), FileKind.JPG),
        ("kartta.png", picture(), FileKind.PNG),
        ("kaavio.docx", docx(**{"word__embeddings__1.xlsx": "x", "word__media__kuva.png": picture()}), FileKind.DOCX),
    ],
)
def test_each_type_is_taken_for_what_it_is(name, content, kind):
    assert examined(content, name).kind == kind


HOSTILE = {
    "a programme": (EXE, "ohjelma.exe", R.WRONG_TYPE),
    "a programme under another name": (EXE, "kartta.pdf", R.NOT_WHAT_IT_SAYS),
    "a programme called a picture": (EXE, "kartta.jpg", R.NOT_WHAT_IT_SAYS),
    "a programme with two endings": (EXE, "kartta.pdf.exe", R.WRONG_TYPE),
    "a programme with its ending turned round": (EXE, "kartta\u202efdp.exe", R.WRONG_TYPE),
    "a page": (HTML, "kartta.html", R.WRONG_TYPE),
    "a page called a pdf": (HTML, "kartta.pdf", R.NOT_WHAT_IT_SAYS),
    "a page after the first line of a pdf": (b"%PDF-1.4\n" + HTML + b"\n%%EOF", "kartta.pdf", R.NOT_WHAT_IT_SAYS),
    "a pdf after a page": (HTML + PDF, "kartta.pdf", R.NOT_WHAT_IT_SAYS),
    "a pdf that is an archive too": (PDF + docx(), "kartta.pdf", R.NOT_WHAT_IT_SAYS),
    "half a pdf": (PDF[:60], "kartta.pdf", R.BROKEN),
    "a drawing that runs": (SVG, "kartta.svg", R.WRONG_TYPE),
    "a drawing that runs, called a png": (SVG, "kartta.png", R.NOT_WHAT_IT_SAYS),
    "a png called a jpg": (picture(), "kartta.jpg", R.NOT_WHAT_IT_SAYS),
    "a docx called an odt": (docx(), "kartta.odt", R.NOT_WHAT_IT_SAYS),
    "an odt called a docx": (odt(), "kartta.docx", R.NOT_WHAT_IT_SAYS),
    "any zip called a docx": (zipped({"a.txt": "a"}), "kartta.docx", R.NOT_WHAT_IT_SAYS),
    "an empty zip": (zipped({}), "kartta.docx", R.NOT_WHAT_IT_SAYS),
    "an empty zip called an odt": (zipped({}), "kartta.odt", R.NOT_WHAT_IT_SAYS),
    "half a docx": (docx()[:200], "kartta.docx", R.BROKEN),
    "a docm": (docx(types=DOCM_TYPES), "kartta.docm", R.OTHER_TEXT),
    "a docm called a docx": (docx(types=DOCM_TYPES), "kartta.docx", R.MACROS),
    "a docx with a macro": (docx(**{"word__vbaProject.bin": b"x"}), "kartta.docx", R.MACROS),
    "a docx with a control": (docx(**{"word__activeX__activeX1.xml": b"x"}), "kartta.docx", R.MACROS),
    "a docx with something inside": (docx(**{"word__embeddings__oleObject1.bin": b"x"}), "kartta.docx", R.MACROS),
    "a docx with a part twice": (
        docx(**{"Word__document.xml": b"toinen"}),
        "kartta.docx",
        R.BROKEN,
    ),
    "an odt with a macro": (odt(**{"Basic__Standard__Module1.xml": "x"}), "kartta.odt", R.MACROS),
    "an odt with a script": (odt(**{"Scripts__python__x.py": "x"}), "kartta.odt", R.MACROS),
    "an odt with a password": (odt(manifest="<manifest:encryption-data/>"), "kartta.odt", R.PROTECTED),
    "a docx with a password": (OLE, "kartta.docx", R.PROTECTED),
    "an odt that does not say so first": (
        zipped({"content.xml": "x", "mimetype": uploads.ODT_TYPE}),
        "kartta.odt",
        R.NOT_WHAT_IT_SAYS,
    ),
    "an odt of another kind": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, stored=("mimetype",)),
        "kartta.odt",
        R.NOT_WHAT_IT_SAYS,
    ),
    "a bomb": (docx(word__bomb=bytes(101 * MEGABYTE)), "kartta.docx", R.EXPANDS),
    "a bomb in the one part that is read": (docx(types="x" * 2 * MEGABYTE), "kartta.docx", R.BROKEN),
    "ten thousand parts": (zipped({str(number): "" for number in range(5001)}), "kartta.docx", R.EXPANDS),
    "nothing": (b"", "kartta.pdf", R.EMPTY),
    "ten megabytes and a byte": (PDF + bytes(MOST_BYTES + 1 - len(PDF)), "kartta.pdf", R.TOO_LARGE),
    "a picture of a house's size": (uploads.png_claiming(30_000, 30_000), "kartta.png", R.TOO_MANY_PIXELS),
    "a picture over the limit": (uploads.png_claiming(5001, 5000), "kartta.png", R.TOO_MANY_PIXELS),
    "half a picture": (photo((600, 400))[:900], "kartta.jpg", R.BROKEN),
    "a picture with a swollen remark": (
        png_with(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(bytes(80 * MEGABYTE))),
        "kartta.png",
        R.BROKEN,
    ),
    "a phone's own format": (b"\0\0\0\x18ftypheic", "IMG_1.HEIC", R.OTHER_IMAGE),
    "an old document": (OLE, "kartta.doc", R.OTHER_TEXT),
    "no ending": (PDF, "kartta", R.WRONG_TYPE),
    "only an ending": (PDF, ".pdf", R.WRONG_TYPE),
    "somebody's number as the name": (PDF, "131052-308T.pdf", R.NAMES_SOMEBODY),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_not_fit_is_refused_for_its_own_reason(what):
    content, name, reason = HOSTILE[what]

    with pytest.raises(UploadRefused) as refusal:
        examined(content, name)

    assert refusal.value.reason == reason


def test_a_refusal_names_the_file_and_says_what_to_do():
    with pytest.raises(UploadRefused) as too_large:
        examined(bytes(18 * MEGABYTE), "suuri.pdf")
    with pytest.raises(UploadRefused) as wrong:
        examined(EXE, "ohjelma.exe")

    assert str(too_large.value) == (
        "suuri.pdf: Tiedosto on liian suuri (18\N{NO-BREAK SPACE}Mt). Enimmäiskoko on 10\N{NO-BREAK SPACE}Mt. "
        "Voit myös kirjoittaa vastauksen suoraan tähän."
    )
    assert str(wrong.value) == (
        "ohjelma.exe: Tätä tiedostotyyppiä ei voi lähettää. Sallitut tyypit: pdf, docx, odt, jpg ja png."
    )


def test_every_refusal_has_words_of_its_own():
    words = {str(reason.label) for reason in UploadRefusal}

    assert len(words) == len(UploadRefusal)
    assert [reason for reason in UploadRefusal if not str(reason.label).endswith(".")] == []


@pytest.mark.parametrize(
    ("size", "said"), [(18 * MEGABYTE, "18"), (MOST_BYTES + 1, "10,1"), (MOST_BYTES, "10"), (1, "0,1")]
)
def test_a_size_is_rounded_up(size, said):
    assert megabytes(size) == said


def test_exactly_ten_megabytes_are_taken():
    whole = PDF[:-6] + b" " * (MOST_BYTES - len(PDF)) + PDF[-6:]

    assert len(examined(whole, "kartta.pdf").content) == MOST_BYTES


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Aino\\kartta.pdf", "kartta.pdf"),
        ("rivi\nvaihto.pdf", "rivi vaihto.pdf"),
        ("rivi\r\nSet-Cookie: a=b.pdf", "rivi Set-Cookie a=b.pdf"),
        ("kartta\u202efdp.pdf", "karttafdp.pdf"),
        ("\u200bkartta\x00\x07.pdf", "kartta.pdf"),
        ('<img src=x onerror="alert(1)">.pdf', "img src=x onerror=alert(1).pdf"),
        ("  verkosto   kartta .pdf", "verkosto kartta.pdf"),
        ("kartta\u0308.pdf", "karttä.pdf"),
        ("Äänekosken Čáhci.PDF", "Äänekosken Čáhci.pdf"),
        ("ä" * 300 + ".pdf", "ä" * 100 + ".pdf"),
        ("/.pdf", "pdf"),
        ("....pdf", "pdf"),
        ("kartta.pdf. ", "kartta.pdf"),
        ("", "tiedosto"),
    ],
)
def test_a_name_is_cleaned_for_showing(name, shown):
    assert cleaned_name(name) == shown


def test_the_ending_shown_is_that_of_the_content():
    assert examined(photo(), "IMG_0001.JPEG").name == "IMG_0001.jpg"


def test_a_photo_tells_nothing_but_what_is_in_it():
    before = Image.open(BytesIO(photo()))
    assert (dict(before.getexif()) != {}, "comment" in before.info) == (True, True)

    content = examined(photo(), "kartta.jpg").content
    after = Image.open(BytesIO(content))

    assert (dict(after.getexif()), set(after.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}) == (
        {},
        set(),
    )
    assert [word for word in (b"Aino", b"Kamera", b"Exif", b"Kuopio", b"2027") if word in content] == []


def test_a_photo_taken_sideways_stands_upright():
    assert Image.open(BytesIO(examined(photo((60, 40), turned=6), "kartta.jpg").content)).size == (40, 60)


def test_nothing_that_was_hung_on_a_picture_is_kept():
    for content, name in (
        (photo() + HTML, "a.jpg"),
        (picture() + docx(), "a.png"),
        (png_with(b"tEXt", b"a\0Aino"), "b.png"),
    ):
        kept = examined(content, name).content
        assert (HTML in kept, b"PK\x03\x04" in kept, b"Aino" in kept) == (False, False, False)


def test_a_large_photo_is_made_smaller_and_stays_in_shape():
    kept = Image.open(BytesIO(examined(photo((6000, 3000)), "kartta.jpg").content))

    assert kept.size == (LONGEST_SIDE, LONGEST_SIDE // 2)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_every_kind_is_taken(mode):
    assert examined(picture((4100, 20), mode), "kartta.png").kind == FileKind.PNG


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpg_of_every_kind_is_taken(mode):
    file = BytesIO()
    Image.new(mode, (50, 50)).save(file, "JPEG")

    assert Image.open(BytesIO(examined(file.getvalue(), "kartta.jpg").content)).mode in ("L", "RGB")


def test_the_same_photo_gives_the_same_file():
    assert examined(photo(), "a.jpg").sha256 == examined(photo(), "b.jpg").sha256


def test_a_phones_two_pictures_in_one_file_become_one():
    file = BytesIO()
    first, second = Image.new("RGB", (60, 40), "red"), Image.new("RGB", (60, 40), "blue")
    first.save(file, "MPO", save_all=True, append_images=[second])

    kept = Image.open(BytesIO(examined(file.getvalue(), "kartta.jpg").content))

    assert (kept.format, getattr(kept, "n_frames", 1)) == ("JPEG", 1)


WHOLE = [(PDF, "a.pdf"), (docx(), "a.docx"), (odt(), "a.odt"), (photo(), "a.jpg"), (picture((300, 200), "P"), "a.png")]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow's remarks on damaged camera data
@settings(max_examples=300, deadline=None)
@given(which=st.sampled_from(WHOLE), changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6))))
def test_a_damaged_file_is_taken_or_refused_and_never_breaks_anything(which, changes):
    content, name = bytearray(which[0]), which[1]
    for share, new in changes:
        place = int(share * len(content))
        content[place : place + len(new)] = new

    with suppress(UploadRefused):
        assert examined(bytes(content), name).content != b""


@settings(max_examples=100, deadline=None)
@given(name=st.text())
def test_any_name_gives_one_line_without_folders(name):
    shown = cleaned_name(name)

    assert (shown != "", set(shown) & set('\\/<>:"|?*\n\r\0\u202e\u2028')) == (True, set())
    assert len(shown) <= 201
