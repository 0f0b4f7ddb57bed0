"""Text in the cell of a spreadsheet: never a formula (security.md, "Formula in CSV"). Pure."""

STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\0"


def printable(text: str) -> str:
    """The text without control characters, which an XLSX file may not hold; line breaks and tabs stay."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")


def guarded(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet could take it for a formula.

    The apostrophe comes before = + - @, TAB and CR, also behind leading white space.
    """
    bare = text.lstrip().lstrip(_INVISIBLE).lstrip()
    blank = text[: len(text) - len(bare)]
    is_risky = bare.startswith(STARTS_FORMULA) or any(character in blank for character in "\t\r\n")
    return f"'{text}" if is_risky else text
