"""Articles as they come from a disk: plain text as scraped, or HTML; without what a page adds around them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from matinee.errors import MatineeError
from matinee.press.dates import a_day
from matinee.press.rulebook import Rulebook

_LARGEST = 5_000_000
"""Bytes of the largest file that is read as one article."""
_LINES = "p, h1, h2, h3, h4, h5, h6, li, blockquote, dt, dd, td"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_ARTICLE = (
    "script, style, noscript, template, nav, footer, aside, form, button, figure, figcaption, iframe, svg, "
    '[role="navigation"], [class*="share"], [class*="cookie"], [class*="newsletter"], [class*="related"], '
    '[class*="byline"], [class*="caption"], [class*="advert"], [class*="comment"], [id*="cookie"], [id*="comments"]'
)
_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " "})
_BULLET = re.compile(r"^\s*(?:[•·▪●◦‣*]|[-–—]\s)\s*")
_KICKER = re.compile(r"^(?:[A-Z]{2,}[ ,]*)+: ?(?=\S)")
"""EXCLUSIVE: and LOS ANGELES, CALIFORNIA: are no part of what is said."""
_TAG = re.compile(r"<(?:!doctype|html|head|body|article|main|p|div|h1)\b", re.IGNORECASE)
_COMMON = frozenset(
    ["the", "of", "and", "to", "in", "a", "is", "that", "for", "on", "with", "as", "was", "it", "by", "at", "from"]
)
_EMPHASIS = re.compile(r"\u2402(.*?)\u2403")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph, a heading or an item of a list; spelled with straight quotes and plain spaces.

    Attributes:
        text: What it says.
        kind: "paragraph", "heading" or "item".
    """

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, kw_only=True)
class Article:
    """What somebody wrote, without what the page adds.

    Attributes:
        name: The file's name.
        outlet: Who published it; None where neither the page nor anybody says.
        published: The day, or the month, in ISO 8601; None where it is not known.
        blocks: What it says, in order.
        emphasised: What the page sets in italics: mostly names of titles.
    """

    name: str
    outlet: str | None
    published: str | None
    blocks: tuple[Block, ...]
    emphasised: tuple[str, ...] = ()


def read_article(path: Path, rulebook: Rulebook, *, outlet: str | None = None, day: str | None = None) -> Article:
    """Read one file.

    Args:
        path: Plain text or HTML.
        rulebook: What counts as furniture, and how an outlet names itself.
        outlet: Who published it, where the reader knows better than the page.
        day: When, likewise.

    Raises:
        MatineeError: It cannot be read, is no text, or has no English sentences.
    """
    text = _text(path)
    page = _page(text) if _TAG.search(text[:4_000]) else None
    lines, named, dated = page or (_lines(text), None, None)
    emphasised = tuple(dict.fromkeys(found for one in lines for found in _EMPHASIS.findall(one.text)))
    plain = [Block(text=re.sub("[\u2402\u2403]", "", one.text), kind=one.kind) for one in lines]
    blocks = tuple(_without_furniture(plain, rulebook))
    if not blocks:
        raise MatineeError(f"{path} has no sentences.", "Give the text of an article, or its page as HTML.")
    if not _english([block.text for block in blocks]):
        raise MatineeError(
            f"{path} is not in English, as far as can be told.", "The rules that come with Matinee read English only."
        )
    return Article(
        name=path.name,
        outlet=outlet or named or _own_name(plain, rulebook),
        published=day or dated or _dateline(plain),
        blocks=blocks,
        emphasised=emphasised,
    )


def spelled_plainly(text: str) -> str:
    """Text with straight quotes, plain spaces and no entities.

    >>> spelled_plainly("44&nbsp;million “homes”")
    '44 million "homes"'
    """
    return " ".join(html.unescape(text).translate(_SAME).split())


def _text(path: Path) -> str:
    if path.is_dir():
        raise MatineeError(f"{path} is a folder.", "Name the files in it.")
    try:
        size, body = path.stat().st_size, path.read_bytes() if path.stat().st_size <= _LARGEST else b""
    except OSError as problem:
        raise MatineeError(f"{path} cannot be read: {problem.strerror}.", "Check the name and the folder.") from None
    if size > _LARGEST:
        raise MatineeError(f"{path} has {size:,} bytes.", f"An article has {_LARGEST:,} at most; give its text alone.")
    if not body.strip():
        raise MatineeError(f"{path} is empty.", "Give the text of an article, or its page as HTML.")
    for encoding in ("utf-8-sig", *(("utf-16",) if body[:2] in (b"\xff\xfe", b"\xfe\xff") else ()), "cp1252"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise MatineeError(f"{path} is no text.", "Give the text of an article, or its page as HTML.")


def _lines(text: str) -> list[Block]:
    """Each line that says something. Short ones without a full stop are headings."""
    blocks: list[Block] = []
    for line in text.splitlines():
        words = spelled_plainly(line)
        if words:
            item = _BULLET.match(line)
            blocks.append(Block(text=_BULLET.sub("", words), kind="item" if item else _kind(words)))
    return blocks


def _kind(words: str) -> str:
    return "paragraph" if len(words.split()) > 24 or re.search(r"""[.!:;,]["')]*$""", words) else "heading"


def _page(text: str) -> tuple[list[Block], str | None, str | None]:
    """The lines of a page, the outlet and the day that its head names."""
    tree = LexborHTMLParser(text)
    meta = {
        (node.attributes.get("property") or node.attributes.get("name") or "").casefold(): node.attributes.get(
            "content"
        )
        for node in tree.css("meta")
    }
    time = tree.css_first("time[datetime]")
    dated = meta.get("article:published_time") or meta.get("date") or (time and time.attributes.get("datetime"))
    for node in tree.css(_NO_ARTICLE):
        node.decompose()
    root = tree.css_first("article") or tree.css_first("main") or tree.body
    blocks = [] if root is None else list(_paragraphs(root))
    return blocks, meta.get("og:site_name"), dated[:10] if dated and a_day(dated[:10]) else None


def _paragraphs(root: LexborNode) -> Iterator[Block]:
    for node in root.css("em, i, cite"):
        if node.text(strip=True):
            node.insert_before("\u2402")
            node.insert_after("\u2403")
    lines = root.css(_LINES)
    for node in lines or [root]:
        if any(inner.mem_id != node.mem_id for inner in node.css("p, li")) and node is not root:
            continue  # what is in it comes by itself
        for line in node.text().split("\n\n"):
            words = spelled_plainly(line)
            if words:
                kind = "heading" if node.tag in _HEADINGS else "item" if node.tag in ("li", "dd") else "paragraph"
                yield Block(text=words, kind=kind)


def _without_furniture(blocks: list[Block], rulebook: Rulebook) -> Iterator[Block]:
    for place, block in enumerate(blocks):
        after = blocks[place + 1].text if place + 1 < len(blocks) else ""
        caption = len(block.text.split()) < 25 and rulebook.image_credit.fullmatch(after)
        if not rulebook.furniture.fullmatch(block.text) and not caption and not _is_date(block.text):
            yield Block(text=_KICKER.sub("", block.text), kind=block.kind)


def _is_date(line: str) -> bool:
    return len(line.split()) <= 6 and a_day(line) is not None


def _dateline(blocks: list[Block]) -> str | None:
    """The day that stands alone in one of the first lines, or in brackets or after a comma in one of them."""
    for block in blocks[:4]:
        if (day := a_day(block.text)) and len(block.text.split()) <= 8:
            return day
    return next(
        (day for block in blocks[:4] for found in re.findall(r"\(([^)]*)\)", block.text) if (day := a_day(found))), None
    )


def _own_name(blocks: list[Block], rulebook: Rulebook) -> str | None:
    for block in blocks:
        if found := rulebook.own_name.search(block.text):
            return next(name for name in found.groups() if name)
    return None


def _english(texts: list[str]) -> bool:
    """Whether the commonest English words make up a share of it that no other language reaches."""
    words = re.findall(r"[^\W\d_]+", " ".join(texts).casefold())
    return len(words) < 12 or sum(word in _COMMON for word in words) / len(words) > 0.12
