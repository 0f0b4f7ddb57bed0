"""What a text must not do to its readers: link texts that say nothing, headings that skip a level. Pure."""

import re
from collections.abc import Iterable
from html import unescape
from html.parser import HTMLParser
from pathlib import PurePath

from django.utils.text import slugify
from django.utils.translation import gettext as _

# What a screen reader would read in a list of links, without the sentence around it (WCAG 2.4.4, 2.4.9).
_SAYS_NOTHING = frozenset(
    {
        "tästä", "tässä", "tänne", "täältä", "täällä", "tuosta", "klikkaa", "klikkaa tästä", "klikkaa tähän",
        "paina tästä", "lataa tästä", "katso tästä", "katso täältä", "lue tästä", "lue täältä", "avaa tästä",
        "siirry tästä", "linkki", "tämä linkki", "tästä linkistä", "lue lisää", "lisää", "lisätietoa", "lisätietoja",
        "katso lisää", "sivu", "sivulle", "här", "klicka här", "läs mer", "länk", "here", "click here", "read more",
        "more", "link", "this link",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+\Z|[\w.-]+\.(?:fi|com|org|net|eu)(?:/\S*)?\Z", re.IGNORECASE)

_FILE_NAME = re.compile(r"\S*\.(?:jpe?g|png|gif|webp)\Z|(?:img|dsc|image|kuva|screenshot)[-_ ]?\d+\Z", re.IGNORECASE)

_ADDED_BY_STORAGE = re.compile(r"_[A-Za-z0-9]{7}\Z")  # where another file has the name: `polku_x8Ks2Qa.png`


class _Reader(HTMLParser):
    """Collects the texts of links, and the levels and texts of headings, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self._is_in_link = self._is_in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._is_in_link = True
            self.links.append("")
        elif re.fullmatch(r"h[1-6]", tag):
            self._is_in_heading = True
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._is_in_link = False
        elif re.fullmatch(r"h[1-6]", tag):
            self._is_in_heading = False

    def handle_data(self, data: str) -> None:
        if self._is_in_link:
            self.links[-1] += data
        if self._is_in_heading:
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def link_faults(html: str) -> list[str]:
    """What is wrong with the texts of the links, one sentence each."""
    faults = [link_fault(text) for text in _read(html).links]
    return list(dict.fromkeys(fault for fault in faults if fault))


def link_fault(text: str) -> str:
    """What is wrong with the text of one link; empty when it says where the link leads."""
    plain = " ".join(unescape(text).split())
    said = plain.strip(" .,:;!?»«\"'()[]<>→›").lower()
    if not said:
        return _("A link has no text. Write where it leads, or take it off.")
    if said in _SAYS_NOTHING:
        return _("The text of a link says only “%(text)s”. Say where the link leads.") % {"text": plain}
    if _ADDRESS.match(plain):
        return _("The text of a link is an address: %(text)s. Say in words where it leads.") % {"text": plain}
    return ""


def is_a_file_name(text: str, file: str = "") -> bool:
    """Whether an alternative text was only made of the name of the image's file: Wagtail fills it in with that."""
    stem = PurePath(file).stem
    names = {_folded(stem), _folded(_ADDED_BY_STORAGE.sub("", stem))} - {""}
    return bool(_FILE_NAME.match(text.strip())) or _folded(text) in names


def alternative_text_fault(text: str, file: str = "") -> str:
    """What is wrong with the words said of an image; empty when they are not only the name of its file."""
    if is_a_file_name(text, file):
        return _("The alternative text is the name of a file. Say what the image shows.")
    return ""


def _folded(name: str) -> str:
    """The name as a browser and Wagtail spell it in turn: `polku_talvella` is `Polku talvella`."""
    return slugify(name.replace("_", " "))


def heading_levels(html: str) -> list[int]:
    """The levels of the headings in a piece of text, in order."""
    return [level for level, _text in _read(html).headings]


def heading_faults(html: str) -> list[str]:
    """What is wrong with the headings themselves: one without words."""
    is_empty = any(not text.strip() for _level, text in _read(html).headings)
    return [_("A heading has no words. Write it, or make it ordinary text.")] if is_empty else []


def skipped_level(before: int, levels: Iterable[int]) -> str:
    """What is wrong with the order of headings that follow one of level `before`; empty when none is skipped."""
    for level in levels:
        if level > before + 1:
            return _(
                "A subheading of level %(level)s comes before a heading of level %(missing)s. "
                "Add the heading above it, or choose a higher level."
            ) % {"level": level, "missing": before + 1}
        before = level
    return ""
