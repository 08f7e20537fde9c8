"""Word, OpenDocument, EPUB and PDF files: their text, what they say of themselves, and the limits they are read within."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping

import pytest

from tagger.errors import ReadError
from tagger.model import Document
from tagger.readers import from_bytes, office, readable
from tagger.readers.sniff import can_read_pdf
from tagger.tagging import Tagger

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:meta="urn:meta"'
CORE = f"""<?xml version="1.0"?><cp {DC}><dc:title>Ferry strike</dc:title><dc:creator>Ana Reyes</dc:creator>
<dcterms:created>2022-03-14T10:37:45Z</dcterms:created><dcterms:modified>2022-03-15T10:37:45Z</dcterms:modified><dc:language>en-GB</dc:language></cp>"""
WORDS = f"""<?xml version="1.0"?><w:document {W}><w:body><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>The strike </w:t></w:r><w:r><w:t>goes&#160;on.</w:t></w:r></w:p>
<w:p><w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del><w:r><w:instrText>HYPERLINK</w:instrText><w:t>Fa\u0308hre</w:t><w:tab/><w:t>B</w:t><w:br/><w:t>C</w:t></w:r></w:p></w:body></w:document>"""
NOTES = f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>A footnote.</w:t></w:r></w:p></w:footnote></w:footnotes>"
ODT = """<o:document-content xmlns:o="urn:office" xmlns:t="urn:text"><o:body><o:text><t:h>Ferry strike</t:h><t:p>The strike<t:s t:c="2"/>goes
<t:span>on</t:span>.<t:line-break/>More<o:annotation><t:p>hidden</t:p></o:annotation></t:p></o:text></o:body></o:document-content>"""
CONTAINER = '<container xmlns="urn:c"><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
PACKAGE = f"""<package {DC}><metadata><dc:title>Ferry book</dc:title><dc:creator>Ana Reyes</dc:creator><dc:creator>Bo Lind</dc:creator>
<dc:publisher>Harbour Press</dc:publisher><dc:date>2021-05-06</dc:date><dc:language>en</dc:language></metadata>
<manifest><item id="two" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/><item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>
<item id="gone" href="gone.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="one"/><itemref idref="two"/><itemref idref="gone"/></spine></package>"""


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(words: str | bytes = WORDS, **more: str) -> bytes:
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": words,
            **{name.replace("__", "/") + ".xml": data for name, data in more.items()},
        }
    )


def odt(content: str = ODT, meta: str = CORE) -> bytes:
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "meta.xml": meta})


def epub() -> bytes:
    page = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body><h1>{}</h1><p>The strike goes on.</p></body></html>"
    return packed({"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OPS/book.opf": PACKAGE, "OPS/one.xhtml": page.format("One"), "OPS/text/two b.xhtml": page.format("Two")})  # fmt: skip


def read(raw: bytes, name: str = "a.docx") -> Document:
    (document,) = from_bytes(raw, name)
    return document


def test_a_word_document() -> None:
    document = read(docx(docProps__core=CORE, word__footnotes=NOTES))
    assert document.body == "The strike goes\u00a0on.\nFähre\tB\nC\nA footnote.\n"
    assert document.media_type.endswith("wordprocessingml.document") and document.language == "en"
    assert dict(document.fields) == {
        "body": document.body, "title": "Ferry strike", "created@docinfo": "2022-03-14", "modified@docinfo": "2022-03-15", "author@docinfo": "Ana Reyes", "path": "a.docx",
    }  # fmt: skip


def test_an_open_document() -> None:
    document = read(odt(), "a.odt")
    assert document.body == "Ferry strike\nThe strike  goes\non.\nMore\n"
    assert document.title == "Ferry strike" and document.media_type == "application/vnd.oasis.opendocument.text"


def test_a_book() -> None:
    document = read(epub(), "a.epub")
    assert document.body.split() == ["One", "The", "strike", "goes", "on.", "Two", "The", "strike", "goes", "on."]
    assert document.fields["author@docinfo#2"] == "Bo Lind" and document.fields["publisher@docinfo"] == "Harbour Press"
    assert document.fields["published@docinfo"] == "2021-05-06"
    assert "1 chapter is missing: OPS/gone.xhtml" in str(document.problems[0])


META = f"""<meta {DC}><dc:title>Ferry strike</dc:title><meta:initial-creator>Ana Reyes</meta:initial-creator><dc:creator>Bo Lind</dc:creator>
<meta:creation-date>2022-03-14T10:37:45</meta:creation-date><dc:date>2022-03-15T10:37:45</dc:date></meta>"""


def test_who_began_an_open_document_wrote_it_and_its_date_is_that_of_the_last_change() -> None:
    fields = read(odt(meta=META), "a.odt").fields
    assert {name: text for name, text in fields.items() if name.endswith("@docinfo")} == {
        "author@docinfo": "Ana Reyes", "created@docinfo": "2022-03-14", "modified@docinfo": "2022-03-15",
    }  # fmt: skip


def said(document: Document) -> set[tuple[str, str]]:
    return {
        (tag.role, tag.value) for tag in Tagger(facets=("source", "date")).tag(document) if tag.role not in ("quoted", "temporal")
    }


def test_what_a_document_says_of_itself_tags_it() -> None:
    assert said(read(docx(docProps__core=CORE))) >= {("issued", "2022-03-14"), ("modified", "2022-03-15")}
    assert said(read(odt(meta=META), "a.odt")) >= {("issued", "2022-03-14"), ("modified", "2022-03-15")}
    assert said(read(epub(), "a.epub")) >= {("publisher", "Harbour Press"), ("issued", "2021-05-06")}


def test_content_decides_where_the_suffix_lies() -> None:
    assert read(docx(), "a.txt").media_type.endswith("wordprocessingml.document")
    assert read(odt(), "a.docx").media_type.endswith("opendocument.text")
    with pytest.raises(ReadError, match="is a ZIP archive"):
        read(packed({"a.txt": "text"}), "a.txt")
    with pytest.raises(ReadError, match="is no docx document, whatever its name says"):
        read(b"Plain text.", "a.docx")


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (docx("<w:document"), "damaged"),
        (docx(WORDS.replace("<w:document", LAUGHS + "<w:document")), "a DTD"),
        (docx(WORDS.replace("<w:document", '<!DOCTYPE w:document SYSTEM "file:///etc/passwd"><w:document').encode("utf-16")), "a DTD|damaged"),
        (docx(f"<w:document {W}>" + "<w:body>" * 1000), "nested too deeply"),
        (docx(f"<w:document {W}><w:body/></w:document>"), "holds no text"),
        (docx()[:200], "its end is missing"),
        (packed({"mimetype": "application/epub+zip", "META-INF/container.xml": "<c/>"}), "names no contents"),
        (packed({"mimetype": "application/epub+zip"}), "damaged"),
        (docx(WORDS.encode() + b" " * 40_000_000), "unpacks to more"),
    ],
    ids=range(9),
)  # fmt: skip
def test_damage_bombs_and_entities_are_refused(raw: bytes, what: str) -> None:
    with pytest.raises(ReadError, match=what) as caught:
        read(raw)
    assert "\n" not in str(caught.value)


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("raw", "name", "what"),
    [
        (docx()[:400], "a.docx", "is a damaged docx document: its end is missing. Save it again"),
        (docx()[400:], "a.docx", "is no docx document, whatever its name says, or damaged. Save it again"),
        (packed({"xl/workbook.xml": "<w/>"}), "a.odt", "is no odt document, whatever its name says, but a ZIP archive"),
        (b"{\\rtf1 a}", "a.docx", "is no docx document, whatever its name says, but an RTF document. Save its text"),
        (OLD, "a.docx", "is an old office document, whatever its name says. Save it as .docx"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "a.docx", "is locked by a password. Save it without one."),
        (bytes(4000), "a.pdf", "is no pdf document, whatever its name says, or damaged"),
        (b"Plain text.", "a.epub", "is no epub document, whatever its name says. Give it the suffix of what it is."),
        (docx()[:400], "a.txt", "is a ZIP archive, not text"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told_in_words_that_fit_it(raw: bytes, name: str, what: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(raw, name)
    assert str(caught.value).startswith(f"{name}: {what}")


@pytest.mark.parametrize(("part", "locked"), [("OPS/one.xhtml", True), ("OPS/text/two%20b.xhtml", True), ("OPS/a.otf", False)])
def test_a_book_under_copy_protection_is_refused_and_one_with_hidden_fonts_is_read(part: str, locked: bool) -> None:
    told = f'<encryption><e:Data xmlns:e="urn:e"><e:CipherReference URI="{part}"/></e:Data></encryption>'
    with zipfile.ZipFile(out := io.BytesIO(epub()), "a") as archive:
        archive.writestr("META-INF/encryption.xml", told)
    if locked:
        with pytest.raises(ReadError, match="is locked by a copy protection"):
            read(out.getvalue(), "a.epub")
    else:
        assert "The strike goes on." in read(out.getvalue(), "a.epub").body


def test_a_part_that_is_larger_than_it_says_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "LARGEST", 1000)
    raw = bytearray(packed({"word/document.xml": WORDS + " " * 5000}, zipfile.ZIP_STORED))
    with pytest.raises(ReadError, match=r"unpacks to more|damaged"):
        office.read_office(bytes(raw), office.office_type(bytes(raw)))


def test_a_locked_archive_is_refused() -> None:
    raw = bytearray(docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(mark, at + 1)
    with pytest.raises(ReadError, match="locked by a password"):
        read(bytes(raw))


def pdf(
    text: str = "The strike goes on.",
    info: str = "/Title (Ferry strike) /Author (Ana Reyes) /CreationDate (D:20220314103745Z)",
    pages: int = 1,
) -> bytes:
    """A PDF document made by hand: a page a line of text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
    kids = " ".join(f"{6 + n} 0 R" for n in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>", f"<< {info} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]  # fmt: skip
    objects += [
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>"
    ] * pages
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


needs_pdf = pytest.mark.skipif(not can_read_pdf(), reason="the extra is not installed")


@needs_pdf
def test_a_pdf() -> None:
    document = read(pdf(pages=2), "a.pdf")
    assert document.body == "The strike goes on.\n\nThe strike goes on."
    assert (document.media_type, document.language, document.title) == ("application/pdf", "en", "Ferry strike")
    assert document.fields["captured@docinfo"] == "2022-03-14" and document.fields["author@docinfo"] == "Ana Reyes"
    assert said(document) >= {("created", "../2022-03-14")} and "issued" not in dict(said(document))


@needs_pdf
@pytest.mark.parametrize(
    ("raw", "what"),
    [(b"%PDF-1.7\n%\xe2\xe3", "damaged"), (pdf("", ""), "without text"), (pdf()[:300], "damaged|without text"), (pdf().replace(b"/Kids [6", b"/Kids [2"), "PDF document")],
)  # fmt: skip
def test_a_pdf_that_is_damaged_or_a_scan_is_refused(raw: bytes, what: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ReadError, match=what):
        read(raw, "a.pdf")
    assert capfd.readouterr() == ("", "")


def test_without_the_extra_a_pdf_is_passed_by_and_its_way_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(ReadError, match=r"pip install 'tagger\[documents\]'"):
        read(pdf(), "a.pdf")
    assert readable("a.pdf") is can_read_pdf() and readable("a.docx") and readable("a.odt") and readable("a.epub")


@pytest.mark.parametrize("kind", ["docx", "odt", "epub", "pdf"])
def test_damaged_bytes_are_read_or_refused_in_one_line(kind: str) -> None:
    if kind == "pdf" and not can_read_pdf():
        pytest.skip("the extra is not installed")
    raw = {"docx": docx(docProps__core=CORE), "odt": odt(), "epub": epub(), "pdf": pdf(pages=2)}[kind]
    chance = random.Random(kind)
    for _ in range(200):
        damaged = bytearray(raw)
        for _ in range(chance.choice((1, 2, 9))):
            at = chance.randrange(len(damaged))
            if chance.random() < 0.7:
                damaged[at] = chance.randrange(256)
            else:
                del damaged[at : at + chance.randrange(1, 30)]
        try:
            from_bytes(bytes(damaged), f"a.{kind}")
        except ReadError as error:
            assert "\n" not in str(error) and str(error).startswith(f"a.{kind}: ") and str(error)[-1] in ".'"
