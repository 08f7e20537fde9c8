"""The work on documents, here or in worker processes: read, tag, pack. Results are the same wherever it is done."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from typing import NamedTuple, TypeVar

from tagger.errors import ReadError
from tagger.interrupting import let_through
from tagger.library.pool import Crew
from tagger.model import Document, Finding
from tagger.readers import from_bytes, read_bytes
from tagger.store import Outcome, Stored, as_document
from tagger.store.pack import Packed, pack_fields, pack_findings, terms
from tagger.tagging import Tagger

BATCH = 256
BATCH_BYTES = 8 * 1024 * 1024
AGAIN = -1
"""The size of a file that is to be tried again the next time, though it may not have changed."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Job(NamedTuple):
    """A file to read and tag; `known` are the hashes of known files of its size, whose tags need not be worked out again."""

    name: str
    size: int
    mtime_ns: int
    known: tuple[str, ...] = ()


class Again(NamedTuple):
    """A stored document to tag again, from its packed fields."""

    stored: Stored
    fields: bytes


Anew = tuple[int, str, bytes, bytes | None]
"""A document's id and hash, the rules' packed findings, and what is kept of it for learning."""

_tagger: Tagger | None = None
_learn = False
_root = ""


def begin(tagger: Tagger, learn: bool = False, root: str = "") -> None:
    """Gives this process its tagger, says whether it keeps of each document what the learner wants, and where files lie."""
    global _tagger, _learn, _root
    _tagger, _learn, _root = tagger, learn, root


def read_files(jobs: Sequence[Job]) -> list[Outcome]:
    """What each file gives."""
    return [_read_file(job) for job in jobs]


def tag_again(batch: Sequence[Again]) -> tuple[list[Anew], list[tuple[str, str]]]:
    """The documents tagged anew, and path and fault of those that could not be."""
    assert _tagger is not None
    out: list[Anew] = []
    failed: list[tuple[str, str]] = []
    for stored, fields in batch:
        document = as_document(stored, fields)
        try:
            findings = _tagger.findings(document)
            out.append((stored.id, stored.sha256, pack_findings(findings), feature(document)))
        except Exception as fault:  # as in `_read_file`
            let_through(fault)
            failed.append((stored.path, unexpected(fault)))
    return out, failed


def packed(document: Document, findings: list[Finding]) -> Packed:
    """A document and its findings, ready for the index."""
    return Packed(
        document.path, document.sha256, document.media_type, document.encoding, document.language, document.title, len(document.body),
        str(document.reference or ""), tuple((p.path, p.line, p.message, p.hint) for p in document.problems),
        pack_fields(document.fields, document.path), pack_findings(findings), terms(findings), document.body,
        None, False, feature(document),
    )  # fmt: skip


def feature(document: Document) -> bytes | None:
    """What is kept of a document for learning; None where nothing is to be learned."""
    if not _learn or _tagger is None:
        return None
    from tagger.library.learn import features_of

    return features_of(_tagger, document)


def _read_file(job: Job) -> Outcome:
    assert _tagger is not None
    try:
        raw = read_bytes(os.path.join(_root, job.name))  # noqa: PTH118
    except ReadError as fault:  # permissions or a disk, which may be mended while the file stays as it is
        return _unread(job._replace(size=AGAIN), fault)
    job = job._replace(size=len(raw))  # another program may be writing it
    try:
        digest = sha256(raw).hexdigest() if job.known else ""
        if digest in job.known:
            return Outcome(job.name, job.size, job.mtime_ns, digest)
        documents = from_bytes(raw, job.name)
    except ReadError as fault:
        return _unread(job, fault)
    except Exception as fault:  # ours, and not the other texts'
        let_through(fault)
        return Outcome(job.name, job.size, job.mtime_ns, None, (), unexpected(fault))
    try:
        done = tuple(packed(document, _tagger.findings(document)) for document in documents)
    except Exception as fault:  # ours: it must not lose the other texts; it is told, and the run ends with exit code 1
        let_through(fault)
        return Outcome(job.name, job.size, job.mtime_ns, None, (), unexpected(fault))
    return Outcome(job.name, job.size, job.mtime_ns, done[0].sha256 if len(done) == 1 else None, done)


def _unread(job: Job, fault: ReadError) -> Outcome:
    return Outcome(job.name, job.size, job.mtime_ns, None, (), str(fault).removeprefix(f"{job.name}: "))


UNEXPECTED = "unexpected error"


def unexpected(fault: Exception) -> str:
    """A fault of the program in one line, with the place where it happened."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    said = f"{type(fault).__name__}: {fault}".splitlines()[0][:200]
    return f"{UNEXPECTED}, please report it: {said} ({os.path.basename(last.filename)}:{last.lineno})"  # noqa: PTH119


def batches(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """The items in lists of at most `BATCH`, and about `BATCH_BYTES` by `size`."""
    out: list[Item] = []
    total = 0
    for item in items:
        out.append(item)
        total += size(item)
        if len(out) >= BATCH or total >= BATCH_BYTES:
            yield out
            out, total = [], 0
    if out:
        yield out


def spread(
    tagger: Tagger, work: Callable[[list[Item]], Result], parts: Iterable[list[Item]], processes: int,
    *, learn: bool = False, root: str = "", method: str | None = None,
) -> Iterator[tuple[list[Item], Result | None]]:  # fmt: skip
    """`Crew.each` with a tagger: each batch with the result of `work` on it, in order, done by that many processes."""
    with closing(Crew(begin, (tagger, learn, root), processes, method)) as crew:
        yield from crew.each(work, parts)
