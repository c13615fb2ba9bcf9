"""What becomes of files in the process that cleans them."""

import struct
import zipfile
import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from cases.domain.uploads import Change, FileKind, Reason
from kinderschutz.lib.files.cleaning import Cleaned, clean
from kinderschutz.lib.files.faults import CleaningFailed, Unacceptable
from tests.cases.uploads import files

AUTHOR = b"Ada Anker"
HYPERLINK = files.relations("hyperlink", "https://muster.example")


def refused(content: bytes, family: str = "zip") -> str:
    """The reason for which a file is not taken."""
    with pytest.raises(Unacceptable) as refusal:
        clean(content, family=family)
    return Reason(refusal.value.reason)


def parts_of(cleaned: Cleaned) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(cleaned.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def picture(cleaned: Cleaned) -> Image.Image:
    return Image.open(BytesIO(cleaned.content))


def test_a_photograph_loses_its_place_and_stands_upright() -> None:
    done = clean(files.jpeg(gps=True), family="jpeg")

    assert done.changes == (Change.LOCATION,)
    assert (picture(done).size, dict(picture(done).getexif())) == ((30, 40), {})
    assert b"Musterkamera" in files.jpeg(gps=True)
    assert b"Musterkamera" not in done.content


def test_a_picture_of_a_telephone_becomes_a_jpeg_without_its_place() -> None:
    done = clean(files.HEIC, family="heic")

    assert b"Musterkamera" in files.HEIC
    assert set(done.changes) == {Change.LOCATION, Change.CONVERTED}
    assert (picture(done).format, picture(done).size) == ("JPEG", (64, 48))
    assert b"Musterkamera" not in done.content


def test_a_comment_in_a_photograph_is_gone() -> None:
    done = clean(files.jpeg(comment=AUTHOR), family="jpeg")

    assert AUTHOR in files.jpeg(comment=AUTHOR)
    assert AUTHOR not in done.content


def test_a_picture_stays_what_it_shows() -> None:
    done = clean(files.png(mode="RGBA"), family="png")

    assert (picture(done).mode, picture(done).size, done.kind) == ("RGBA", (40, 30), FileKind.PNG)


@pytest.mark.parametrize("side", [12_000, 20_000])
def test_a_flood_of_pixels_is_refused(side: int) -> None:
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = [
        (b"IHDR", head),
        (b"IDAT", zlib.compress(bytes(side // 8 + 1) * side)),
        (b"IEND", b""),
    ]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )

    assert len(bomb) < 60_000
    assert refused(bomb, "png") == Reason.TOO_MANY_PIXELS


def test_the_largest_picture_that_is_taken_fits_into_the_memory_of_the_process() -> None:
    done = clean(files.jpeg((7300, 5470), gps=True), family="jpeg")

    assert picture(done).size == (5470, 7300)


def test_what_hangs_behind_the_pixels_is_cut_off() -> None:
    done = clean(files.jpeg() + b"<script>alert(1)</script>", family="jpeg")

    assert b"script" not in done.content


def test_a_picture_that_is_none_is_refused() -> None:
    assert refused(b"\xff\xd8\xff\xe0GIF89a/*<script>*/", "jpeg") == Reason.BROKEN


def test_a_pdf_keeps_its_pages_and_nothing_that_runs() -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.launchURL('https://x.example')")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")

    done = clean(files.pdf(OpenAction=script, AA=pikepdf.Dictionary(WC=launch)), family="pdf")

    assert set(done.changes) == {Change.ACTIVE, Change.METADATA}
    with pikepdf.open(BytesIO(done.content)) as made:
        assert len(made.pages) == 1
        assert sorted(made.Root.keys()) == ["/Pages", "/Type"]
    for word in (b"JavaScript", b"Launch", b"cmd.exe", AUTHOR):
        assert word not in done.content


def test_what_is_attached_to_a_pdf_is_gone() -> None:
    made = pikepdf.open(BytesIO(files.pdf()))
    made.attachments["virus.exe"] = b"MZ" + AUTHOR
    file = BytesIO()
    made.save(file, compress_streams=False)

    done = clean(file.getvalue(), family="pdf")

    assert AUTHOR in file.getvalue()
    assert AUTHOR not in done.content
    assert b"virus.exe" not in done.content


def test_what_somebody_typed_into_a_form_stays_readable() -> None:
    made = pikepdf.open(BytesIO(files.pdf()))
    look = made.make_stream(b"BT /F 9 Tf (Kanarienwort) Tj ET")
    look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    look.BBox = [0, 0, 50, 20]
    field = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="feld",
            V="Kanarienwort", F=4, Rect=[10, 10, 60, 30], AP=pikepdf.Dictionary(N=look),
        )
    )  # fmt: skip
    made.pages[0].Annots = pikepdf.Array([field])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    file = BytesIO()
    made.save(file)

    done = clean(file.getvalue(), family="pdf")

    with pikepdf.open(BytesIO(done.content)) as found:
        drawn = [each.read_bytes() for each in found.objects if isinstance(each, pikepdf.Stream)]
        assert any(b"Kanarienwort" in each for each in drawn)
        assert pikepdf.Name.AcroForm not in found.Root


def test_a_photograph_in_a_pdf_loses_its_place() -> None:
    made = pikepdf.open(BytesIO(files.pdf()))
    image = made.make_stream(files.jpeg(gps=True))
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = 40, 30, 8
    image.ColorSpace, image.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    file = BytesIO()
    made.save(file)

    done = clean(file.getvalue(), family="pdf")

    assert b"Musterkamera" in file.getvalue()
    assert b"Musterkamera" not in done.content
    with pikepdf.open(BytesIO(done.content)) as found:
        kept = found.pages[0].Resources.XObject.I
        assert isinstance(kept, pikepdf.Stream)
        assert pikepdf.PdfImage(kept).as_pil_image().size == (40, 30)


def test_a_locked_pdf_is_refused() -> None:
    file = BytesIO()
    pikepdf.open(BytesIO(files.pdf())).save(
        file, encryption=pikepdf.Encryption(owner="a", user="b", R=6)
    )

    assert refused(file.getvalue(), "pdf") == Reason.ENCRYPTED


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n<html><script>alert(1)</script></html>",
        b"%PDF-1.7\nxref\n0 0\ntrailer<</Prev 9/Size 1/Root 1 0 R>>\nstartxref\n9\n%%EOF",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]"
        b"/Count 1>>endobj trailer<</Root 1 0 R>>",
    ],
    ids=["page of html", "table that names itself", "tree that holds itself"],
)
def test_a_pdf_that_plays_tricks_is_refused(content: bytes) -> None:
    assert refused(content, "pdf") == Reason.BROKEN


def test_a_word_file_loses_its_author() -> None:
    body = b'<w:ins w:author="Ada Anker" w:date="2026-01-01T08:00:00Z"><w:r/></w:ins>'

    done = clean(files.docx(body), family="zip")

    assert (done.kind, done.changes) == (FileKind.DOCX, (Change.METADATA,))
    assert [name for name, part in parts_of(done).items() if AUTHOR in part] == []
    assert b'<w:ins w:author="Verfasser"><w:r/></w:ins>' in parts_of(done)["word/document.xml"]


def test_a_photograph_in_a_word_file_loses_its_place() -> None:
    done = clean(files.docx(word__media__image1_D_jpg=files.jpeg(gps=True)), family="zip")

    assert Change.LOCATION in done.changes
    assert b"Musterkamera" not in parts_of(done)["word/media/image1.jpg"]


def test_the_template_of_a_word_file_is_forgotten() -> None:
    done = clean(
        files.docx(
            word__settings_D_xml=b"<w:settings " + files.W + b' xmlns:r="urn:r">'
            b'<w:attachedTemplate r:id="r1"/></w:settings>',
            word___rels__settings_D_xml_D_rels=files.relations(
                "attachedTemplate", "file:///C:/Users/ada/Normal.dotm"
            ),
        ),
        family="zip",
    )

    assert [name for name, part in parts_of(done).items() if b"emplate" in part] == []


def test_a_link_that_a_person_clicks_stays() -> None:
    done = clean(files.docx(word___rels__document_D_xml_D_rels=HYPERLINK), family="zip")

    assert parts_of(done)["word/_rels/document.xml.rels"] == HYPERLINK


MACRO_TYPE = (
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.'
    b'macroEnabled.main+xml"/>'
)
DDE = b"<w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\cmd</w:instrText></w:r>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (files.docx(word__vbaProject_D_bin=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Reason.MACROS),
        (files.docx(types=MACRO_TYPE), Reason.MACROS),
        (files.xlsx(xl__macrosheets__sheet1_D_xml=b"<a/>"), Reason.MACROS),
        (files.docx(word__embeddings__oleObject1_D_bin=b"x"), Reason.EMBEDDED),
        (files.docx(word__media__a_D_bin=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Reason.EMBEDDED),
        (files.docx(word__media__a_D_txt=files.zipped({"a": b"b"})), Reason.EMBEDDED),
        (files.docx(b"<w:object/>"), Reason.EMBEDDED),
        (files.docx(DDE), Reason.OUTSIDE_LINKS),
        (
            files.docx(
                word___rels__document_D_xml_D_rels=files.relations("image", "https://x.example/a")
            ),
            Reason.OUTSIDE_LINKS,
        ),
        (
            files.docx(
                word___rels__document_D_xml_D_rels=files.relations("hyperlink", "javascript:a()")
            ),
            Reason.OUTSIDE_LINKS,
        ),
        (files.xlsx(xl__externalLinks__externalLink1_D_xml=b"<a/>"), Reason.OUTSIDE_LINKS),
        (files.xlsx(b"<f>cmd|' /C calc'!A0</f>"), Reason.OUTSIDE_LINKS),
        (files.odt(Basic__Standard__Module1_D_xml=b"<a/>"), Reason.MACROS),
        (files.odt(b"<script:event-listener xmlns:script='urn:s'/>"), Reason.MACROS),
        (files.odt(b"<draw:object/>"), Reason.EMBEDDED),
        (files.odt(b"<text:dde-connection-decl/>"), Reason.OUTSIDE_LINKS),
        (files.odt(b"<draw:image xlink:href='https://x.example/a.png'/>"), Reason.OUTSIDE_LINKS),
        (files.odt(manifest=b"<manifest:encryption-data/>"), Reason.ENCRYPTED),
        (files.zipped({"a.txt": b"hallo"}), Reason.KIND),
    ],
)
def test_an_office_file_that_does_more_than_show_is_refused(content: bytes, reason: Reason) -> None:
    assert refused(content) == reason


OTHER_MAIN = files.RELATIONS % (
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/officeDocument" Target="%s"/>'
)
RUNS = b"<w:document " + files.W + b"><w:body>" + DDE + b"</w:body></w:document>"
AS_MAIN = (
    b'<Override PartName="/word/%s" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/>'
)


@pytest.mark.parametrize("name", ["evil.dat", "evil.png", "evil.gif", "evil", "evil.emf"])
def test_a_second_main_document_under_another_name_is_refused(name: str) -> None:
    harmless = files.docx_parts(types=AS_MAIN % name.encode())
    evil = {f"word/{name}": RUNS, "_rels/.rels": OTHER_MAIN % f"word/{name}".encode()}

    assert refused(files.zipped(harmless | evil)) == Reason.EMBEDDED


@pytest.mark.parametrize("name", ["evil.dat", "evil.gif", "evil", "evil.emf", "evil.svg"])
def test_a_part_that_nobody_here_reads_is_refused(name: str) -> None:
    assert refused(files.zipped(files.docx_parts() | {f"word/{name}": RUNS})) == Reason.EMBEDDED


@pytest.mark.parametrize("types", [AS_MAIN % b"a.dat", AS_MAIN % b"a.png"])
def test_a_type_that_makes_something_else_a_document_is_refused(types: bytes) -> None:
    assert refused(files.docx(types=types)) == Reason.EMBEDDED


def test_an_ending_that_is_made_a_document_is_refused() -> None:
    types = b'<Default Extension="DAT" ContentType="application/xml"/>'

    assert refused(files.docx(types=types)) == Reason.EMBEDDED


def test_a_relation_that_makes_something_else_the_document_is_refused() -> None:
    parts = files.docx_parts() | {"_rels/.rels": OTHER_MAIN % b"word/media/a.gif"}

    assert refused(files.zipped(parts)) == Reason.EMBEDDED


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("word/_rels/document.xml.RELS", files.relations("image", "https://x.example/a")),
        ("word/_rels/document.xml.rELs", files.relations("frame", "https://x.example/a")),
        ("word/header1.XML", RUNS),
        ("xl/worksheets/sheet1.Xml", b"<w><f>cmd|' /C calc'!A0</f></w>"),
        ("word/drawings/a.VML", b"<a><imagedata src='https://x.example/a.png'/></a>"),
        ("word/drawings/a.vml", b"<a><imagedata href='\\\\x.example\\a.png'/></a>"),
    ],
)
def test_what_reaches_outside_is_refused_however_its_part_is_written(
    name: str, part: bytes
) -> None:
    assert refused(files.zipped(files.docx_parts() | {name: part})) == Reason.OUTSIDE_LINKS


def test_what_tells_of_people_is_emptied_however_its_part_is_written() -> None:
    parts = files.docx_parts()
    parts["docProps/CORE.xml"] = parts.pop("docProps/core.xml")

    assert AUTHOR not in b"".join(parts_of(clean(files.zipped(parts), family="zip")).values())


def test_a_photograph_outside_of_the_usual_place_loses_its_place_too() -> None:
    done = clean(files.docx(word__theme__image1_D_JPG=files.jpeg(gps=True)), family="zip")

    assert b"Musterkamera" not in parts_of(done)["word/theme/image1.JPG"]


def test_what_office_programs_write_by_themselves_is_taken() -> None:
    table = files.xlsx(
        xl__drawings__vmlDrawing1_D_vml=b"<xml><shape style='x'/></xml>",
        xl__printerSettings__printerSettings1_D_bin=AUTHOR,
        xl__media__image1_D_gif=b"GIF89a...",
        docProps__thumbnail_D_emf=b"\1\0\0\0",
    )

    done = parts_of(clean(table, family="zip"))

    assert done["xl/printerSettings/printerSettings1.bin"] == b""
    assert {"xl/drawings/vmlDrawing1.vml", "xl/media/image1.gif"} < set(done)
    assert "docProps/thumbnail.emf" not in done


@pytest.mark.parametrize(
    "name", ["evil/content.xml", "Content.XML", "a.dat", "Pictures/a.svg", "Pictures/a.gif"]
)
def test_a_part_of_an_opendocument_text_that_nobody_here_reads_is_refused(name: str) -> None:
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": files.MANIFEST % b"",
        name: files.ODT_CONTENT % b"<text:dde-connection-decl/>",
    }
    if name.casefold() != "content.xml":
        parts["content.xml"] = files.ODT_CONTENT % b""

    assert refused(files.zipped(parts)) in {Reason.EMBEDDED, Reason.BROKEN}


def test_an_opendocument_text_whose_manifest_says_otherwise_is_refused() -> None:
    entry = (
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.'
        b'opendocument.spreadsheet"/>'
    )

    assert refused(files.odt(manifest=entry)) == Reason.EMBEDDED


def test_an_opendocument_text_with_pictures_is_taken() -> None:
    entry = (
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.'
        b'opendocument.text"/>'
    )
    text = files.odt(
        manifest=entry,
        Pictures__a_D_png=files.png(),
        Thumbnails__thumbnail_D_png=files.png(),
        Configurations2__menubar__a_D_xml=b"<a/>",
        manifest_D_rdf=b"<a/>",
    )

    assert set(parts_of(clean(text, family="zip"))) == {
        "mimetype", "META-INF/manifest.xml", "content.xml", "meta.xml", "Pictures/a.png",
    }  # fmt: skip


def test_an_opendocument_text_loses_its_author() -> None:
    body = b"<text:p>Bericht</text:p><dc:creator>Ada Anker</dc:creator>"

    done = clean(files.odt(body), family="zip")

    assert done.kind == FileKind.ODT
    assert [name for name, part in parts_of(done).items() if AUTHOR in part] == []
    assert next(iter(parts_of(done))) == "mimetype"
    assert b"Bericht" in parts_of(done)["content.xml"]


def test_a_table_is_taken() -> None:
    assert clean(files.xlsx(b"<f>SUM(A1:A3)</f>"), family="zip").kind == FileKind.XLSX


def test_an_archive_that_unpacks_to_a_flood_is_refused() -> None:
    bomb = files.docx(word__media__a_D_txt=bytes(70 * 1024 * 1024))

    assert len(bomb) < 100_000
    assert refused(bomb) == Reason.UNPACKS_TOO_LARGE


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    bomb = files.docx(word__media__a_D_txt=bytes(70 * 1024 * 1024))
    size = struct.pack("<I", 70 * 1024 * 1024)

    assert refused(bomb.replace(size, struct.pack("<I", 10))) in {
        Reason.UNPACKS_TOO_LARGE,
        Reason.BROKEN,
    }


def test_thousands_of_parts_are_refused() -> None:
    many = files.docx_parts() | {f"word/media/{number}.txt": b"" for number in range(2001)}

    assert refused(files.zipped(many)) == Reason.UNPACKS_TOO_LARGE


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "word\\..\\a", "WORD/document.xml"]
)
def test_an_archive_with_odd_names_is_refused(name: str) -> None:
    assert refused(files.zipped(files.docx_parts() | {name: b"x"})) == Reason.BROKEN


def test_an_archive_with_a_link_in_it_is_refused() -> None:
    file = BytesIO(files.docx())
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    assert refused(file.getvalue()) == Reason.BROKEN


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
        b"<a>",
    ],
    ids=["entities", "file", "other alphabet", "torn"],
)
def test_markup_that_does_more_than_mark_is_refused(document: bytes) -> None:
    parts = files.docx_parts() | {"word/document.xml": document}

    assert refused(files.zipped(parts)) == Reason.BROKEN


def test_what_hangs_before_an_archive_is_cut_off() -> None:
    done = clean(files.docx() + b"<script>alert(1)</script>", family="zip")

    assert b"script" not in done.content


def test_a_process_that_takes_too_long_is_ended() -> None:
    with pytest.raises(CleaningFailed):
        clean(files.jpeg((7000, 5000)), family="jpeg", seconds=0.05)
