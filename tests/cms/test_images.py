"""What is said of an image: in words, from the first screen on; never the name of its file."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.images import get_image_model

from config.demo.content_files import FOLDER
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

PREFIX = "image-chooser-upload-"


@pytest.fixture
def upload(sanna):
    """Uploads `polku.png` from inside a page, as the window for choosing an image does."""

    def send(description: str):
        file = SimpleUploadedFile("polku.png", (FOLDER / "images" / "polku.png").read_bytes(), "image/png")
        facts = {"title": "Polku", "file": file, "description": description, "collection": "1", "tags": ""}
        data = {f"{PREFIX}{name}": value for name, value in facts.items()}
        return signed_in(sanna).post(reverse("wagtailimages_chooser:create"), data).json()

    return send


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves its sample open
@pytest.mark.parametrize("description", ["", "Polun neljä pysäkkiä"])
def test_an_image_offers_as_its_text_what_was_said_of_it_and_nothing_else(upload, description):
    chosen = upload(description)

    assert (chosen["step"], chosen["result"]["default_alt_text"]) == ("chosen", description)


@pytest.mark.parametrize("description", ["polku.png", "Polku", "IMG_2041"])
def test_the_name_of_the_file_is_refused_where_it_is_typed_and_kept(upload, description):
    refused = upload(description)

    form = BeautifulSoup(refused["htmlFragment"], "html.parser")
    assert "Vaihtoehtoinen teksti on tiedoston nimi. Kerro, mitä kuvassa näkyy." in form.get_text()
    assert form.find(attrs={"name": f"{PREFIX}description"})["value"] == description
    assert get_image_model().objects.count() == 0


def test_the_form_of_an_image_says_what_the_words_are_for(sanna):
    page = BeautifulSoup(signed_in(sanna).get(reverse("wagtailimages:add")).content, "html.parser")

    label = page.find("label", attrs={"for": "id_description"}).get_text(strip=True)
    assert label == "Mitä kuvassa näkyy"
    assert "Virke niille, jotka eivät näe kuvaa" in page.get_text()
