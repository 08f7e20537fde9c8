"""Reads mail: headers, the part that is for reading, and the replies it quotes kept apart; a mailbox message by message.

The headers and parts are split by hand, which costs a tenth of what the email package does and cannot fail.
Source: RFC 5322 (messages), 2045 and 2046 (parts), 2047 (encoded words), 2231 (parameters), 4155 (mailboxes).
"""

from __future__ import annotations

import binascii
import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from tagger.errors import Problem, ReadError
from tagger.model import Reading
from tagger.readers.encoding import decode
from tagger.readers.plain import guesses

_FIELDS = {
    "from": "from", "to": "to", "cc": "cc", "subject": "subject", "date": "date", "list-id": "list_id", "reply-to": "reply_to",
    "newsgroups": "newsgroups", "organization": "organization", "archived-at": "url",
}  # fmt: skip
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(r"([!-9;-~]{1,77})[ \t]*:[ \t]*(.*)")
_WORD = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z-]{0,20})?\?([BbQq])\?([^?\s]{0,2000})\?=(?:[ \t]+(?==\?))?")
_PARAMETER = re.compile(r';\s*([A-Za-z0-9_-]{1,40})(\*?)(?:\*?[0-9*]{0,4})\s*=\s*(?:"([^"]{0,500})"|([^\s;"]{1,500}))')
_FROM_LINE = re.compile(rb"(?:\A|\n\r?\n)From [^\n]{3,300}\n(?=>?[A-Za-z][A-Za-z0-9-]{0,76}:[ \t\r\n])")
_STUFFED = re.compile(rb"^>(>*From )", re.M)
_DEPTH = 12
_PARTS = 5000
_SHORT = 200

_ATTRIBUTION = re.compile(
    r"(?:On|Le|Am|El|Il|Op|W dniu) .{4,300}(?:wrote|writes|schrieb|écrit|escribió|ha scritto|schreef|pisze)\s?:\s*"
)
_ORIGINAL = re.compile(
    r"(?<!-)-{2,}+ ?(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original) ?-{2,}", re.I
)
_FORWARDED = re.compile(
    r"(?:(?<!-)-{2,}+ ?Forwarded message ?-{2,}|Begin forwarded message:|(?<!-)-{2,}+ ?Weitergeleitete Nachricht ?-{2,})", re.I
)
_FORWARD = re.compile(r"(?:fwd?|wg|tr|rv|i)\s?:", re.I)


class Part(NamedTuple):
    """One part of a message that is text, decoded."""

    media_type: str
    text: str
    encoding: str
    problems: tuple[Problem, ...]


def read_mail(raw: bytes) -> Reading:
    """The message in `raw`. Raises: ReadError where it holds no text."""
    headers, content = split_head(raw.lstrip())
    fields = {_FIELDS[name]: value for name, values in headers.items() if name in _FIELDS and (value := values[0])}
    if "subject" in fields:
        fields["title"] = fields["subject"]
    if "url" in fields:
        fields["url"] = fields["url"].strip("<> ")
    parts: list[Part] = []
    attached: list[str] = []
    _gather(headers, content, parts, attached, 0)
    part = _readable(parts)
    if part is None or not part.text.strip():
        if not fields.get("subject"):
            what = f"holds no text, only what is attached ({_list(attached)})" if attached else "holds no text"
            raise ReadError(f"{what}. There is nothing to tag.")
        part = part or Part("text/plain", "", "utf-8", ())
    body, quoted = split_quoted(part.text, bool(_FORWARD.match(fields.get("subject", ""))))
    fields = {"body": body, **fields}
    if quoted:
        fields["quoted_reply"] = quoted
    problems = part.problems
    if attached:
        what = "1 attachment was" if len(attached) == 1 else f"{len(attached)} attachments were"
        problems += (Problem("", 0, f"{what} not read: {_list(attached)}.", "Save what you want tagged as a file."),)
    return Reading("message/rfc822", part.encoding, headers.get("content-language", [""])[0][:2].lower(), fields, problems)


def page_in(raw: bytes) -> tuple[bytes, dict[str, str]]:
    """The web page that a browser saved as one file (MHTML), as UTF-8 with its mark, and where and when it was saved.

    Source: RFC 2557. Raises: ReadError where there is no page in it.
    """
    headers, content = split_head(raw.lstrip())
    found = _page(headers, content, 0)
    if found is None:
        raise ReadError("holds no web page. Save the page again, or as HTML.")
    page, place = found
    given = {"url": headers.get("snapshot-content-location", [place])[0], "captured@header": headers.get("date", [""])[0]}
    url = given["url"].strip("<> ")
    return b"\xef\xbb\xbf" + page.encode("utf-8", "replace"), given | {"url": url if url.startswith(("https:", "http:")) else ""}


def _page(headers: dict[str, list[str]], content: bytes, depth: int) -> tuple[str, str] | None:
    """The first part that is HTML, decoded, and the address that it was at."""
    value = headers.get("content-type", [""])[0]
    parameters = _parameters(value)
    media_type = value.split(";", 1)[0].strip().lower()
    if media_type.startswith("multipart/") and depth < _DEPTH:
        pieces = _pieces(content, parameters.get("boundary", "").encode("utf-8", "replace"))
        return next((found for piece in pieces[:_PARTS] if (found := _page(*split_head(piece), depth + 1))), None)
    if media_type not in ("text/html", "application/xhtml+xml"):
        return None
    content = _transferred(content, headers.get("content-transfer-encoding", [""])[0].strip().lower())
    text = decode(content, parameters.get("charset") or _meta_charset(content)).text
    return text, headers.get("content-location", [""])[0]


def read_mbox(raw: bytes) -> list[tuple[bytes, Reading]]:
    """The messages of a mailbox, each with its bytes; those without text are told in the problems of the first.

    Raises: ReadError where none holds text.
    """
    starts = [match.span() for match in _FROM_LINE.finditer(raw)] or [(0, 0)]
    ends = [begin for begin, _ in starts[1:]] + [len(raw)]
    messages: list[tuple[bytes, Reading]] = []
    empty: list[Problem] = []
    for number, ((_, start), end) in enumerate(zip(starts, ends, strict=True), 1):
        message = raw[start:end].rstrip(b"\r\n") + b"\n"
        try:
            messages.append((message, read_mail(_STUFFED.sub(rb"\1", message))))
        except ReadError as error:
            empty.append(Problem("", 0, f"message {number} {error}"))
    if not messages:
        raise ReadError(f"holds {len(starts)} messages, none with text. There is nothing to tag.")
    if empty:
        message, reading = messages[0]
        messages[0] = message, reading._replace(problems=reading.problems + tuple(empty))
    return messages


def split_head(raw: bytes) -> tuple[dict[str, list[str]], bytes]:
    """The headers, by name in small letters and decoded, and the bytes that follow them."""
    if raw.startswith((b"\n", b"\r\n")):
        return {}, raw
    found = _HEAD_END.search(raw)
    head, content = (raw[: found.start()], raw[found.end() :]) if found else (raw, b"")
    text = head.decode("ascii") if head.isascii() else decode(head).text
    headers: dict[str, list[str]] = {}
    name, lines = "", list[str]()
    for line in text.replace("\r\n", "\n").split("\n"):
        if line[:1] in (" ", "\t") and name:
            lines.append(line)
            continue
        if name:
            headers.setdefault(name, []).append(_unfolded(lines))
        match = _HEADER.fullmatch(line)
        name, lines = (match[1].lower(), [match[2]]) if match else ("", [])
    if name:
        headers.setdefault(name, []).append(_unfolded(lines))
    return headers, content


def _unfolded(lines: list[str]) -> str:
    text = lines[0] if len(lines) == 1 else " ".join(line.strip() for line in lines)
    return " ".join(words(text).split()) if "=?" in text else text.strip()


def words(text: str) -> str:
    """A header with its encoded words decoded; those that break a character in two are decoded as one."""
    out: list[str] = []
    at, pending, label = 0, b"", ""
    for match in _WORD.finditer(text):
        if match.start() > at or match[1].lower() != label:
            out.append(_decoded(pending, label))
            out.append(text[at : match.start()])
            pending = b""
        label = match[1].lower()
        raw = match[3].encode("ascii", "replace")
        pending += _base64(raw) if match[2] in "bB" else binascii.a2b_qp(raw, header=True)
        at = match.end()
    return "".join((*out, _decoded(pending, label), text[at:]))


def _decoded(raw: bytes, label: str) -> str:
    return decode(raw, label).text.replace("\n", " ") if raw else ""


def _base64(raw: bytes) -> bytes:
    raw = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    if len(raw) % 4 == 1:  # cut off within a group
        raw = raw[:-1]
    return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))


def _parameters(value: str) -> dict[str, str]:
    """The parameters of a content header, the pieces of a split one put together."""
    out: dict[str, str] = {}
    for match in _PARAMETER.finditer(value):
        name, text = match[1].lower(), match[3] or match[4] or ""
        if match[2] and text.count("'") >= 2 and "%" in text:
            label, _, text = text.split("'", 2)
            text = decode(unquote_to_bytes(text), label).text
        out[name] = out.get(name, "") + text
    return out


def _gather(headers: dict[str, list[str]], content: bytes, parts: list[Part], attached: list[str], depth: int) -> None:
    """Adds the text parts of a message, in their order, to `parts`, and the names of all others to `attached`."""
    value = headers.get("content-type", ["text/plain"])[0]
    media_type = value.split(";", 1)[0].strip().lower()
    parameters = _parameters(value)
    disposition = headers.get("content-disposition", [""])[0]
    if media_type.startswith("multipart/") and depth < _DEPTH:
        pieces = _pieces(content, parameters.get("boundary", "").encode("utf-8", "replace"))
        gathered: list[Part] = []
        for piece in pieces[:_PARTS]:
            _gather(
                *split_head(piece if piece[:1] not in b"\r\n" or not piece else b"X-None:\n" + piece),
                gathered,
                attached,
                depth + 1,
            )
        if media_type == "multipart/alternative" and gathered:
            gathered = [_best(gathered)]
        parts += gathered
        if pieces or not content.strip():
            return
        media_type = "text/plain"  # its boundary is nowhere to be found
    name = _parameters(disposition).get("filename") or parameters.get("name", "")
    content = _transferred(content, headers.get("content-transfer-encoding", [""])[0].strip().lower())
    if media_type == "message/rfc822" and depth < _DEPTH:
        parts.append(_forwarded(content, attached, depth))
    elif media_type not in ("text/plain", "text/html") or disposition.lower().startswith("attachment"):
        attached.append(words(name) or media_type)
    else:
        parts.append(_text(media_type, content, parameters.get("charset")))


def _pieces(content: bytes, boundary: bytes) -> list[bytes]:
    """The parts between the boundary lines; the last may lack its closing line."""
    if not boundary:
        return []
    pieces = (b"\n" + content).split(b"\n--" + boundary)[1:]
    out = []
    for piece in pieces:
        if piece.startswith(b"--"):
            break
        line, _, rest = piece.partition(b"\n")
        if not line.strip():
            out.append(rest)
    return out


def _forwarded(content: bytes, attached: list[str], depth: int) -> Part:
    """A message within the message, as a mail program shows it: its headers, then its text."""
    headers, inner = split_head(content)
    parts: list[Part] = []
    _gather(headers, inner, parts, attached, depth + 1)
    part = _readable(parts) or Part("text/plain", "", "utf-8", ())
    head = [f"{name.title()}: {headers[name][0]}" for name in ("from", "date", "subject") if name in headers]
    return part._replace(text="\n".join(("---------- Forwarded message ---------", *head, "", part.text)))


def _transferred(content: bytes, coding: str) -> bytes:
    if coding == "base64":
        return _base64(content)
    if coding == "quoted-printable":
        return binascii.a2b_qp(content)
    return content


def _text(media_type: str, content: bytes, charset: str | None) -> Part:
    if media_type == "text/html":
        charset = charset or _meta_charset(content)
    decoded = decode(content, charset)
    text = decoded.text
    if media_type == "text/html":
        from resiliparse.extract.html2text import extract_plain_text

        text = extract_plain_text(text, preserve_formatting=True, alt_texts=False)
    return Part(media_type, text, decoded.encoding, guesses(decoded))


def _meta_charset(content: bytes) -> str | None:
    found = re.search(rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_:-]{2,40})", content[:4096], re.I)
    return found[1].decode("ascii") if found else None


def _best(parts: list[Part]) -> Part:
    """Of the same text in two forms the plain one, but where it is a stub that only points at the other."""
    plain = next((part for part in parts if part.media_type == "text/plain" and part.text.strip()), None)
    rich = next((part for part in parts if part.media_type == "text/html" and part.text.strip()), None)
    if plain is None or rich is None:
        return plain or rich or parts[0]
    return rich if len(plain.text.strip()) < _SHORT and len(rich.text) > 10 * len(plain.text) else plain


def _readable(parts: list[Part]) -> Part | None:
    """The text parts in one, in their order; None where there is none."""
    told = [part for part in parts if part.text.strip()]
    if len(told) < 2:
        return told[0] if told else next(iter(parts), None)
    problems = tuple(dict.fromkeys(problem for part in told for problem in part.problems))
    return told[0]._replace(text="\n\n".join(part.text.strip("\n") for part in told), problems=problems)


def split_quoted(text: str, forward: bool = False) -> tuple[str, str]:
    """The text without the replies that it quotes, and those replies; a forwarded message is no reply and stays.

    What is quoted: lines with `>` and the line above that says whose they are; and all below "-----Original Message-----".
    Where nothing else is left, nothing is taken out.
    """
    if forward or (">" not in text and not _ORIGINAL.search(text)):
        return text, ""
    own: list[str] = []
    quoted: list[str] = []
    fresh = True
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if _FORWARDED.match(line.strip()):
            own += lines[at:]
            break
        if _ORIGINAL.fullmatch(line.strip()):
            quoted += lines[at:]
            break
        if line.startswith(">"):
            if fresh:
                _take_attribution(own, quoted)
            quoted.append(line)
        else:
            own.append(line)
        fresh = not line.startswith(">")
    body = "\n".join(own)
    return (body, "\n".join(quoted).strip("\n")) if body.strip() else (text, "")


def _take_attribution(own: list[str], quoted: list[str]) -> None:
    """Moves "On Monday Ana Reyes wrote:", on one line or two, from the end of what is a writer's own to what is quoted."""
    end = len(own)
    while end and len(own) - end < 3 and not own[end - 1].strip():
        end -= 1
    for count in (1, 2):
        if end >= count:
            said = " ".join(line.strip() for line in own[end - count : end])
            if len(said) < 400 and _ATTRIBUTION.fullmatch(said):
                quoted += own[end - count : end]
                del own[end - count :]
                return


def _list(names: list[str]) -> str:
    told = ", ".join(" ".join(name.split())[:60] for name in names[:5])
    return f"{told} and {len(names) - 5} more" if len(names) > 5 else told
