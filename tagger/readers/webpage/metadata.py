"""Reads the head of a page: meta elements of every usual kind, link elements, title, comments that say where it was saved from.

Sources: HTML Living Standard, sections 4.2.4 and 4.2.5; the Open Graph protocol; DCMI Metadata Terms in HTML; the citation
names of Highwire Press; the names that Parse.ly, Sailthru, Chartbeat and common content systems use; RFC 6596 (canonical);
the comments that browsers, SingleFile, HTTrack and the Internet Archive leave in a saved page.
"""

from __future__ import annotations

import re
from typing import Any

from tagger.readers.webpage.fields import Fields, plain


def _keys(table: dict[str, str]) -> dict[str, str]:
    return {key: name for name, keys in table.items() for key in keys.split()}


META = _keys({
    "published": """article:published_time article:published og:published_time og:article:published_time article:publish_time
        og:pubdate datepublished date-published date_published publish-date publish_date publishdate publishdate published
        published_date published-date published_at published_time pubdate pub_date pub-date publicationdate publication_date publication-date
        dc.date.issued dcterms.issued dc.issued dc.date.published dc:date.issued dcterms:issued dcterms.available dc.date.available dcterms.dateaccepted
        citation_publication_date citation_date citation_online_date citation_cover_date
        parsely-pub-date sailthru.date article.published article_date_original originalpublicationdate
        prism.publicationdate rnews:datepublished bt:pubdate displaydate display_date cxenseparse:recs:publishtime cxenseparse:publishtime
        cre-pubdate dateposted date_posted publish_time publishtime release_date release-date og:release_date video:release_date
        article-published_time og:article_published_time publisheddate datum_veroeffentlichung releasedate firstpublished first_published
        article:post_time post_date postdate story-date article-date article_date articledate pubdatetime publisher-date
        shareaholic:article_published_time mediator_published_time twitter:published_time og:article:publish_time""",
    "modified": """article:modified_time article:modified article:updated_time og:updated_time og:modified_time og:article:modified_time
        datemodified date-modified date_modified dcterms.modified dc.date.modified dc.modified dcterms:modified dc:date.modified modified modified_date
        modified-date modificationdate last-modified last_modified lastmodified lastmod lastmodifieddate last-update last_updated lastupdate lastupdated
        last-updated updated updated_date revised article.updated article.modified cxenseparse:modifiedtime bt:moddate
        rnews:datemodified prism.modificationdate revision_date revision-date date.updated utime
        shareaholic:article_modified_time moddate dateupdated update_date""",
    "date": """date dc.date dcterms.date dc:date dcterms:date datecreated date-created date_created dcterms.created dc.date.created
        dc.created dcterms:created dc.date.x-metadatalastmodified article.created created created_date creation-date creation_date creationdate
        timestamp dc.date.creation itime pagedate eprints.date eprints.datestamp""",
    "author": """author article:author article:author_name article.author authors article-author author_name
        og:author og:article:author dc.creator dcterms.creator dc:creator dc.creator.personalname dc.contributor creator byl byline
        citation_author citation_authors parsely-author sailthru.author cxenseparse:author shareaholic:article_author_name
        twitter:data1 rnews:author bt:author rbauthors eprints.creators_name book:author""",
    "publisher": "publisher dc.publisher dcterms.publisher dc:publisher article:publisher citation_publisher copyright rights dc.rights "
    "dcterms.rightsholder og:publisher citation_journal_title prism.publicationname eprints.publisher rnews:publisher",
    "site_name": "og:site_name og:sitename application-name twitter:app:name:iphone twitter:site cre apple-mobile-web-app-title al:ios:app_name "
    "al:android:app_name msapplication-tooltip cxenseparse:sitename site_name sitename shareaholic:site_name",
    "title": "og:title twitter:title dc.title dcterms.title dc:title citation_title parsely-title sailthru.title headline title article:title "
    "rnews:headline eprints.title hdl",
    "description": "og:description description dc.description dcterms.description twitter:description dcterms.abstract sailthru.description",
    "tags": "keywords news_keywords article:tag article:section parsely-tags parsely-section sailthru.tags dc.subject dcterms.subject citation_keywords "
    "article.tags section og:article:tag book:tag",
    "language": "content-language dc.language dcterms.language og:locale language citation_language",
    "url": "og:url twitter:url parsely-link dc.identifier.url citation_public_url citation_abstract_html_url citation_fulltext_html_url syndication-source "
    "original-source",
})  # fmt: skip
"""The meta keys (name, property, itemprop or http-equiv, in lower case) that speak of a field."""

_SCHOLARLY = frozenset(("citation_author", "citation_authors", "eprints.creators_name"))
"""Keys that journals and archives fill for those who cite, with the authors and nobody else."""
_ARCHIVE = "web.archive.org/web/"
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/(\d{4})(\d\d)(\d\d)\d{0,6}(?:[a-z]{2}_)?/(https?:/?/?[^\s\"'<>]{1,1500})?")
_COMMENTS = (
    ("url", "comment", re.compile(r"saved from url=\(\d{1,5}\)\s?(\S{1,1500})")),
    ("url", "comment", re.compile(r"Page saved with SingleFile\s{1,9}url:\s{1,9}(\S{1,1500})")),
    ("captured", "comment", re.compile(r"saved date:\s{1,9}([^\n(<]{8,60}?)\s{0,9}(?:-->|\n|\()")),
    ("captured", "archive", re.compile(r"FILE ARCHIVED ON\s{1,9}([^<>]{8,40}?)\s{1,9}AND RETRIEVED")),
    ("url", "comment", re.compile(r"Mirrored from (\S{3,1500}) by HTTrack")),
    ("captured", "comment", re.compile(r"by HTTrack [^,\n]{0,80},\s{1,9}([^\n<]{8,50}?)\s{0,9}(?:-->|$)", re.M)),
)
_SAVED = ("saved", "Mirrored from", "ARCHIVED ON")
"""One of these is in each of those comments."""

HEAD = "meta[content],base[href],link[rel]:is([title],[rel*=canonical i],[rel*=shortlink i],[rel*=amphtml i])"
"""What `read_head` reads: of the links not those to styles, pictures and the like, since an object is made of every element that is found."""


def read_head(elements: list[Any], text: str, fields: Fields) -> str:
    """Adds what elements of the head (`HEAD`) and comments say to `fields`; -> the base of the page's addresses, or ""."""
    links: list[Any] = []
    for element in elements[:1200]:
        if element.tag != "meta":
            links.append(element)
        elif content := element.getattr("content"):
            _meta(element, content, fields)
    base = ""
    for element in links:
        href = element.getattr("href") or ""
        rel = (element.getattr("rel") or "").lower().split()
        if element.tag == "base":
            base = base or href
        elif "canonical" in rel:
            fields.add("url", "canonical", href)
        elif "shortlink" in rel or "amphtml" in rel:
            fields.add("url", "link", href)
        elif "author" in rel and element.getattr("title"):
            fields.add("author", "link", element.getattr("title"))
        elif "publisher" in rel and element.getattr("title"):
            fields.add("publisher", "link", element.getattr("title"))
        elif "search" in rel and "opensearch" in (element.getattr("type") or ""):
            fields.add("site_name", "link", element.getattr("title"))
        elif "alternate" in rel and "rss" in (element.getattr("type") or "") and element.getattr("title"):
            fields.add("site_name", "feed", element.getattr("title"))
    _comments(text, fields)
    return base


def _meta(element: Any, content: str, fields: Fields) -> None:
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        key = (element.getattr(attribute) or "").strip().lower()
        name = META.get(key) if key else None
        if name:
            if key == "twitter:data1" and not _labelled(element):
                return
            if name in ("author", "publisher") and content.startswith(("http://", "https://", "www.")):
                return
            fields.add(name, "rights" if "right" in key else "citation" if key in _SCHOLARLY else "meta", content)
            return


def _labelled(element: Any) -> bool:
    """Whether a `twitter:data1` is the one that its label calls the author."""
    before = element.previous_element_sibling
    label = (before.getattr("content") or "") if before is not None else ""
    return plain(label).lower() in {
        "written by",
        "author",
        "by",
        "écrit par",
        "verfasst von",
        "geschrieben von",
        "escrito por",
        "scritto da",
    }


def _comments(text: str, fields: Fields) -> None:
    """What a program that saved the page wrote into it; looked for in the head and the tail of the source."""
    size = len(text)
    for start, end in ((0, 6000), (size - 6000, size)) if size > 6000 else ((0, size),):
        if any(text.find(words, start, end) >= 0 for words in _SAVED):
            part = text[start:end]
            for name, origin, pattern in _COMMENTS:
                match = pattern.search(part)
                if match:
                    fields.add(name, origin, match[1])
    match = _WAYBACK.search(text, 0, 20_000) if text.find(_ARCHIVE, 0, 20_000) >= 0 else None
    if match:
        fields.add("captured", "archive", f"{match[1]}-{match[2]}-{match[3]}")


def unarchived(url: str) -> str:
    """The address that an address in the Internet Archive stands for; any other as it is."""
    match = _WAYBACK.match(url)
    return match[4] if match and match[4] else url


def best_url(fields: Fields, base: str) -> str:
    """The address of the page: canonical, Open Graph, saved-from comment, JSON-LD; made whole where a base is known."""
    bases = [base, *fields.all("url", "comment"), *fields.all("url", "meta"), *fields.all("url", "webpage")]
    root = next((unarchived(b) for b in bases if b.startswith(("http://", "https://"))), "")
    found = []
    for origin in ("canonical", "meta", "comment", "jsonld", "webpage", "link"):
        for value in fields.all("url", origin):
            if value.startswith("//"):
                value = "https:" + value
            elif root and not value.startswith(("http://", "https://", "data:", "javascript:", "file:")):
                from urllib.parse import urljoin  # a part of a first page's cost that few pages need

                try:
                    value = urljoin(root, value)
                except ValueError:
                    continue
            if value.startswith(("http://", "https://")):
                found.append(unarchived(value))
    deep = [u for u in found if len(u.split("/", 3)) > 3 and u.split("/", 3)[3]]
    return (deep or found or [""])[0]
