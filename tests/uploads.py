"""Files as people attach them, and as nobody should: made here, so that nothing hostile lies in the repository."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

DOCX_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
DOCM_TYPES = DOCX_TYPES.replace(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
)
ODT_TYPE = "application/vnd.oasis.opendocument.text"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\nxref\n0 3\n"
PDF += b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n100\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200) + b"PE\x00\x00" + bytes(300)
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def zipped(parts: dict[str, str | bytes], stored: tuple[str, ...] = ()) -> bytes:
    """A zip of these parts in this order; those in `stored` are not compressed."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def docx(text: str = "Verkostokartta", types: str = DOCX_TYPES, **more: str | bytes) -> bytes:
    """A Word file with this text and further parts; `__` in a name stands for `/` and a last `_x` for `.x`."""
    parts = {"[Content_Types].xml": types, "_rels/.rels": "<Relationships/>", "word/document.xml": f"<w:t>{text}</w:t>"}
    return zipped({**parts, **{name.replace("__", "/"): content for name, content in more.items()}})


def odt(text: str = "Verkostokartta", manifest: str = "<manifest/>", **more: str | bytes) -> bytes:
    """A LibreOffice file: what it is stands first, and uncompressed."""
    parts = {"mimetype": ODT_TYPE, "content.xml": f"<text:p>{text}</text:p>", "META-INF/manifest.xml": manifest}
    extra = {name.replace("__", "/"): content for name, content in more.items()}
    return zipped({**parts, **extra}, stored=("mimetype",))


def photo(size: tuple[int, int] = (60, 40), *, turned: int = 1, colour: str = "red") -> bytes:
    """A phone's photo with its place, time, device and owner, the camera held so that `turned` (6 = to the right)."""
    exif = Image.Exif()
    exif[Base.Orientation.value] = turned
    exif[Base.Make.value], exif[Base.Model.value], exif[Base.Artist.value] = "Kamera", "Malli 7", "Aino Esimerkki"
    exif[Base.DateTime.value] = "2027:05:20 09:00:00"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (62.0, 53.0, 34.0)
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG", exif=exif, comment=b"Aino Esimerkki, Kuopio")
    return file.getvalue()


def picture(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> bytes:
    """A png."""
    file = BytesIO()
    Image.new(mode, size).save(file, "PNG")
    return file.getvalue()


def png_chunk(name: bytes, content: bytes) -> bytes:
    """One chunk of a png with its checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_with(name: bytes, content: bytes) -> bytes:
    """A png with one more chunk after its header."""
    whole = picture()
    return whole[:33] + png_chunk(name, content) + whole[33:]


def png_claiming(width: int, height: int) -> bytes:
    """A small file that says it is a picture of this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")
