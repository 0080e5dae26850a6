"""The text of an article: its bytes decoded, cleaned once, and checked to be English."""

from __future__ import annotations

import re
from unicodedata import normalize

from ..errors import ArticleError
from .article import harmless
from .hyphens import without_cuts

# Function words of English, the most frequent ones: about four words in ten of any English news text.
# Source: the closed classes of English grammar; content words and those that are as frequent in another language left
# out ("in" and "is" are Dutch, "an" is Irish).
_FUNCTION_WORDS = frozenset(
    "the of and to that for it with as was his he be on at by this had but they have were not are from "
    "their which you one all she would there been if has when who will more out about its after than "
    "or into her my me your our us them him these what where how why while because before between against during "
    "under again then so not".split()
)
# How many bytes of a text tell its encoding.
_TELLING = 200_000
_WORD = re.compile(r"[^\W\d_]+")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Control characters of ISO 8859-1 that stand where Windows-1252 has quote marks and dashes. U+0085 ends a line, and
# five mean nothing there either.
_C1 = re.compile(r"[\x80\x82-\x84\x86-\x8c\x8e\x91-\x9c\x9e\x9f]")

# What no reader sees, within words: where they may be broken.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
# Two or three letters in one, as programs that set text write them.
_LIGATURES = re.compile("[\ufb00-\ufb06]")
# Letters that begin what was decoded twice: one of them at least stands in all of it.
_SUSPECT = re.compile("[\u00c2-\u00f4\u0102\u0111\u0412-\u0444\ufffd]")
_DECODED_TWICE = "letters that had been decoded twice (such as “â€™” for “’”) were put right"


def clean(text: str) -> str:
    """Clean a text once: one kind of line end, no words cut at lines' ends, no marks that nobody sees.

    >>> clean("\\ufeffOne.\\r\\nTwo. \\n")
    'One.\\nTwo.'
    """
    text = _C1.sub(lambda found: found[0].encode("latin-1").decode("cp1252"), text.removeprefix("\ufeff"))
    text = re.sub(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c", "\n", text)
    text = _UNSEEN.sub("", without_cuts(text))
    text = _LIGATURES.sub(lambda found: normalize("NFKC", found[0]), text)
    return harmless(text).strip()


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Put right what was decoded twice, line by line, and say so; a text without that stays as it is.

    >>> mended("It\u00e2\u20ac\u2122s closed.")
    ('It’s closed.', ('letters that had been decoded twice (such as “â€™” for “’”) were put right',))
    """
    if not _SUSPECT.search(text):
        return text, ()
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    lines = text.split("\n")
    right = [fix_encoding(line) if is_bad(line) else line for line in lines]
    return "\n".join(right), (_DECODED_TWICE,) if right != lines else ()


def decode(data: bytes, name: str = "text") -> str:
    """Decode the bytes of a text file: by its byte-order mark, then as UTF-8, UTF-16, Windows-1252 or Mac Roman.

    Args:
        data: the bytes.
        name: what an error calls them.

    Raises:
        ArticleError: the bytes are empty or are not text.

    >>> decode("Zo\\u00eb said".encode("cp1252"))
    'Zoë said'
    """
    if not data.strip():
        raise ArticleError(f"{name} is empty; give a file with an article in it.")
    text = _decoded(data)
    if text is None or len(_NOT_TEXT.findall(text)) > len(text) / 500:
        raise ArticleError(f"{name} is not a text file; save the article as plain text (.txt, UTF-8) and try again.")
    return text


def check_english(text: str, name: str = "text") -> None:
    """Raise ArticleError where a text is plainly not English; too short a text gets the benefit of the doubt.

    >>> check_english("Le maire a dit que la piscine fermera lundi, mais le conseil n'est pas de cet avis. " * 3)
    Traceback (most recent call last):
    onrecord.errors.ArticleError: text does not look like English; only English articles can be read.
    """
    sample = text[:20_000]
    letters = [c for c in sample if c.isalpha()]
    latin = sum(c < "\u0250" for c in letters)
    words = [w.lower() for w in _WORD.findall(sample)]
    known = sum(w in _FUNCTION_WORDS for w in words)
    # "A" is a word of half of Europe: it counts only beside others. Telegraphic English has little else.
    known += min(words.count("a"), 2 * known)
    if (len(letters) >= 20 and latin < len(letters) / 2) or (len(words) >= 25 and known < len(words) / 10):
        raise ArticleError(f"{name} does not look like English; only English articles can be read.")


def _decoded(data: bytes) -> str | None:
    """Decode bytes by the first encoding that fits, or None where they are no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _try(data, encoding)
    if b"\0" in data:
        # English in UTF-16 without a mark has a zero in every second byte: which half says the byte order.
        even, odd = data[::2].count(0), data[1::2].count(0)
        if max(even, odd) < len(data) / 4:
            return None
        return _try(data, "utf-16-be" if even > odd else "utf-16-le")
    return _try(data, "utf-8") or data.decode(_old_encoding(data), errors="replace")


def _old_encoding(data: bytes) -> str:
    """Windows-1252, or Mac Roman where its letters and quote marks make the better text."""
    from charset_normalizer import from_bytes

    # Bytes beyond ASCII are all that tells; a long text has them early.
    found = from_bytes(data[:_TELLING], cp_isolation=["cp1252", "mac_roman"]).best()
    return found.encoding if found else "cp1252"


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
