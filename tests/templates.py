"""The grammar of news sentences: templates with the right answer marked in them, expanded by words of our own.

A file of grammar/ has a kind of sentence after `==`, then its templates, one a line:

    [S Mayor {A}] [C said] [X that {fact}]. || indirect; by {A}

- `{A}` … `{D}` are four persons (`{A.last}`, `{A.first}`, `{A.she}`, `{A.her}`, `{A.She}`), any other `{name}` is a
  word of words.txt, `{name2}` another one of the same list, `{Name}` the same with a capital.
- `[S …]`, `[C …]`, `[X …]` mark source, cue and content of claim 1, `[C2 …]` of claim 2, `[S12 …]` of both; a stretch
  may be marked more than once, and marks nest.
- `[DATE=2024-11-18 …]` (TIME, DURATION, SET) marks a date with its value, the article being published on PUBLISHED;
  where one is marked, all are.
- `[@a …]` marks a mention, `[@a:title …]` with its kind: one letter, one actor.
- `¶` begins a paragraph, `⏎` a line; a bracket of the text itself stands behind a backslash.

After `||` stand notes, parted by `;`: `none` (no claim), `no dates`, and of claim 1, or behind its number, `direct`,
`mixed`, `indirect`, `hedged`, `plain`, `negated`, `affirmed`, `reported`, `by NAME`, `by nobody`, `on VALUE`,
`from KIND` (source_kind), `a CLASS` (cue_class). `@a = name | type | roles | aliases` tells of an actor; what is left
empty is not asked.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onrecord import from_text, read
from onrecord.errors import OnRecordError
from onrecord.reading import Reading, tables

#: A Wednesday: all articles of the grammar are published on it.
PUBLISHED = date(2024, 11, 20)
FOLDER = Path(__file__).parent / "grammar"
ROLES = {"S": "source", "C": "cue", "X": "content"}

_SLOT = re.compile(r"\{(\w+?)(\d?)(?:\.(\w+))?\}")
_MARK = re.compile(r"\\([\[\]])|\[(\S+) |(\])")
_HE = {"she": "he", "her": "his", "hers": "his", "herself": "himself", "ms": "Mr", "woman": "man"}
_SHE = {word: word for word in _HE} | {"ms": "Ms"}


@dataclass(frozen=True)
class Template:
    """A line of the grammar."""

    kind: str
    line: str
    notes: tuple[str, ...]


@dataclass
class Sentence:
    """A template with words in its slots: its text, what is marked in it, and what its notes say."""

    kind: str
    text: str
    marks: list[tuple[str, int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Miss:
    """What a reading has other than the template says."""

    aspect: str
    text: str
    right: str
    read: str


@cache
def templates() -> tuple[Template, ...]:
    """Read all templates, in the order of their files."""
    found, kind = [], ""
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("=="):
                kind = line.strip("= ")
            elif line and not line.startswith("#") and path.stem != "words":
                sentence, _, told = line.partition(" || ")
                notes = tuple(note.strip() for note in told.split(";") if note.strip())
                found.append(Template(kind, sentence, notes))
    return tuple(found)


@cache
def _words() -> dict[str, list[str]]:
    lines = (FOLDER / "words.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" = ") for line in lines if line and not line.startswith("#"))
    return {name.strip(): [word.strip() for word in words.split("|")] for name, _, words in pairs}


def expand(template: Template, turn: int) -> Sentence:
    """Put words into a template's slots; each turn takes others."""
    picker = random.Random(f"{turn} {template.line}")
    picked: dict[str, list[str]] = {}

    def word(match: re.Match[str]) -> str:
        name, number, part = match[1], int(match[2] or 1) - 1, match[3]
        key = "person" if name in "ABCD" else name[0].lower() + name[1:]
        if key not in picked:
            picked[key] = picker.sample(_words()[key], len(_words()[key]))
        value = picked[key]["ABCD".index(name) if name in "ABCD" else number]
        if key == "person":
            return _of_person(value, part)
        return value[0].upper() + value[1:] if name[0].isupper() else value

    whole = _SLOT.sub(word, " || ".join((template.line, *template.notes)))
    line, *notes = whole.split(" || ")
    sentence = Sentence(template.kind, "", notes=notes)
    _read_marks(line.replace("¶", "\n\n").replace("⏎", "\n"), sentence)
    return sentence


def _of_person(value: str, part: str | None) -> str:
    """A person's full name, or a part of it, or the pronoun for the person."""
    name, sex = value.split(", ")
    first, last = name.split(" ", 1)
    if part in {None, "full"}:
        return name
    if part in {"first", "last"}:
        return first if part == "first" else last
    pronoun = (_SHE if sex == "f" else _HE)[str(part).lower()]
    return pronoun.capitalize() if str(part)[0].isupper() else pronoun


def _read_marks(line: str, sentence: Sentence) -> None:
    """Take the marks out of a line and note where they stood."""
    open_marks: list[tuple[str, int]] = []
    at = 0
    for match in _MARK.finditer(line):
        sentence.text += line[at : match.start()]
        at = match.end()
        if match[1]:
            sentence.text += match[1]
        elif match[2]:
            open_marks.append((match[2], len(sentence.text)))
        else:
            tag, start = open_marks.pop()
            sentence.marks.append((tag, start, len(sentence.text)))
    assert not open_marks, f"a mark stays open: {line}"
    sentence.text += line[at:]


# ------------------------------------------------------------------------------------------------ readings


@cache
def read_text(text: str, method: str = "model", published: date | None = PUBLISHED) -> Reading:
    """The reading of a text as an article, made once."""
    return read(from_text(text, published, title="Of the grammar"), method=method)


@cache
def alone() -> tuple[Sentence, ...]:
    """Each template with something marked, once, as an article of one sentence."""
    sentences = (expand(template, 0) for template in templates())
    return tuple(sentence for sentence in sentences if sentence.marks or sentence.notes)


class Written(NamedTuple):
    """An article of the record: its title, text and day of publication, how its claims are found, and what is kept.

    `whole`: all tables; else the claims alone, the other tables being those of the other method.
    """

    title: str
    text: str
    method: str
    published: date | None
    whole: bool


@cache
def written() -> tuple[Written, ...]:
    """Every article of the record."""
    found = [Written(kind, text, "model", PUBLISHED, whole=True) for kind, text in articles().items()]
    for path in sorted((FOLDER / "articles").glob("*.txt")):
        found += _longer(path)
    tests = FOLDER.parent
    for path in [*sorted((tests.parent / "seeds" / "harwick").glob("*.txt")), tests / "articles" / "corran-tunnel.txt"]:
        found.append(Written(path.stem, path.read_text(encoding="utf-8").strip(), "model", PUBLISHED, whole=True))
    return tuple(found)


def _longer(path: Path) -> list[Written]:
    """An article of grammar/articles/: its first line says when it was published and how its claims are found."""
    head, _, text = path.read_text(encoding="utf-8").partition("\n")
    day, by = head.removeprefix("published: ").split(", by ")
    published = None if day == "none" else date.fromisoformat(day)
    # What tells of dates, of names or of distances alone needs no network, which takes half of the time.
    methods = ("model", "rules") if by == "both" else (by,)
    return [Written(path.stem, text.strip(), way, published, way == methods[0]) for way in methods]


@cache
def articles() -> dict[str, str]:
    """All templates again with other words, those of one kind in paragraphs of three, as an article."""
    kinds: dict[str, list[str]] = {}
    for template in templates():
        kinds.setdefault(template.kind, []).append(expand(template, 1).text)
    return {
        kind: "\n\n".join(" ".join(texts[n : n + 3]) for n in range(0, len(texts), 3)) for kind, texts in kinds.items()
    }


@cache
def checked(text: str, method: str = "model", published: date | None = PUBLISHED) -> tuple[Reading | None, str]:
    """The reading of a text, and what breaks in it: a crash, or an invariant of the tables."""
    try:
        reading = read_text(text, method, published)
        tables.check(reading.tables, text)
    except (OnRecordError, tables.TableError) as problem:
        return None, f"{type(problem).__name__}: {str(problem).partition('. ')[0]}"
    return reading, ""


# ------------------------------------------------------------------------------------------------ what is right


def misses(sentence: Sentence) -> Iterator[Miss]:
    """What a sentence's reading has other than its template says; a crash and a broken invariant are one too."""
    # Without a claim marked, the network has nothing to say; half of a reading's time is its own.
    method = "model" if _marked(sentence) or "none" in sentence.notes else "rules"
    reading, broken = checked(sentence.text, method)
    if broken:
        yield Miss("breaks", sentence.text, "a reading", broken)
    if reading is None:
        return
    for aspect, right, found in (
        ("claims", *_claims(sentence, reading)),
        *_of_claims(sentence, reading),
        ("dates", *_dates(sentence, reading)),
        ("mentions", *_mentions(sentence, reading)),
        *_actors(sentence, reading),
    ):
        if right != found:
            yield Miss(aspect, sentence.text, right, found)


def _marked(sentence: Sentence) -> dict[int, dict[str, list[tuple[int, int]]]]:
    """The claims marked in a sentence: stretches by role, by the claim's number."""
    claims: dict[int, dict[str, list[tuple[int, int]]]] = {}
    for tag, start, end in sentence.marks:
        if tag[0] in ROLES and not tag[1:].strip("123456789"):
            for number in tag[1:] or "1":
                claim = claims.setdefault(int(number), {role: [] for role in ROLES.values()})
                claim[ROLES[tag[0]]].append((start, end))
    return dict(sorted(claims.items()))


def _claims(sentence: Sentence, reading: Reading) -> tuple[str, str]:
    right = [_shown(sentence.text, claim) for claim in _marked(sentence).values()]
    if not right and "none" not in sentence.notes:
        return "", ""
    found = []
    for key in reading.attributed.index:
        own = reading.spans[reading.spans.claim == key]
        spans = {
            role: list(zip(own[own.role == role].start, own[own.role == role].end, strict=True))
            for role in ROLES.values()
        }
        found.append(_shown(sentence.text, spans))
    return " / ".join(sorted(right)) or "no claim", " / ".join(sorted(found)) or "no claim"


def _shown(text: str, claim: dict[str, list[tuple[int, int]]]) -> str:
    return " | ".join(" … ".join(text[a:b] for a, b in sorted(claim[role])) for role in ROLES.values())


def _of_claims(sentence: Sentence, reading: Reading) -> Iterator[tuple[str, str, str]]:
    """What the notes say of claims that were found, each with what the reading has."""
    claims = _marked(sentence)
    for note in sentence.notes:
        number, _, rest = note.partition(" ") if note[0].isdigit() else ("1", "", note)
        found = _asked(rest, claims.get(int(number)), reading) if not note.startswith("@") else None
        if found is not None:
            yield "what is said of a claim", rest, found


def _asked(note: str, claim: dict[str, list[tuple[int, int]]] | None, reading: Reading) -> str | None:
    """What a reading says where a note says something of a claim; None where the note is about something else."""
    word, _, _ = note.partition(" ")
    if claim is None or word in {"none", "no"}:
        return None
    cues = reading.spans[(reading.spans.role == "cue") & reading.spans.start.isin([a for a, _ in claim["cue"]])]
    if cues.empty:
        return None
    row = reading.claims.loc[cues.claim.iloc[0]]
    actor = "nobody" if row.isna()["source_actor"] else reading.actors.name[row.source_actor]
    day = "no day" if row.isna()["date"] else reading.dates.value[row.date]
    answers = {
        **dict.fromkeys(("direct", "mixed", "indirect"), row.quotation),
        **dict.fromkeys(("hedged", "plain"), "hedged" if row.hedged else "plain"),
        **dict.fromkeys(("negated", "affirmed"), "negated" if row.negated else "affirmed"),
        **dict.fromkeys(("reported", "unreported"), "reported" if row.reported else "unreported"),
        "by": f"by {actor}",
        "on": f"on {day}",
        "from": f"from {row.source_kind}",
        "a": f"a {row.cue_class}",
    }
    return answers[word]


def _dates(sentence: Sentence, reading: Reading) -> tuple[str, str]:
    right = [
        (start, f"{sentence.text[start:end]} = {tag.replace('=', ' ', 1)}")
        for tag, start, end in sentence.marks
        if tag.partition("=")[0] in {"DATE", "TIME", "DURATION", "SET"}
    ]
    if not right and "no dates" not in sentence.notes:
        return "", ""
    found = [f"{row.text} = {row.type} {row.value}" for row in reading.dates.itertuples()]
    return " / ".join(shown for _, shown in sorted(right)) or "no date", " / ".join(found) or "no date"


def _mentions(sentence: Sentence, reading: Reading) -> tuple[str, str]:
    """The marked mentions with their kinds, and which of them are one actor."""
    right, found = [], []
    letters: dict[int, str] = {}
    asked = sorted((start, end, tag) for tag, start, end in sentence.marks if tag.startswith("@"))
    for start, end, tag in asked:
        letter, _, kind = tag[1:].partition(":")
        rows = reading.mentions[(reading.mentions.start == start) & (reading.mentions.end == end)]
        right.append(f"{sentence.text[start:end]}={letter}{kind and f' ({kind})'}")
        if rows.empty:
            found.append(f"{sentence.text[start:end]}=-")
            continue
        row = rows.iloc[0]
        # An actor has the letter of its first mention; two letters for one actor show as the first.
        own = letters.setdefault(int(row.actor), letter if letter not in letters.values() else f"{letter}*")
        found.append(f"{row.text}={own}{kind and f' ({row.kind})'}")
    return ", ".join(right), ", ".join(found)


def _actors(sentence: Sentence, reading: Reading) -> Iterator[tuple[str, str, str]]:
    """What the notes say of actors, each with what the reading has."""
    for note in sentence.notes:
        if not note.startswith("@"):
            continue
        letter, _, told = note[1:].partition(" = ")
        first = min((start, end) for tag, start, end in sentence.marks if tag[1:].partition(":")[0] == letter)
        rows = reading.mentions[(reading.mentions.start == first[0]) & (reading.mentions.end == first[1])]
        fields = [part.strip() for part in told.split("|")]
        actor = reading.actors.loc[rows.actor.iloc[0]] if len(rows) else None
        has = [actor["name"], actor.type, actor.roles, actor.aliases] if actor is not None else ["-"] * 4
        read_here = [value if asked else "" for asked, value in zip(fields, has, strict=False)]
        yield "actor", " | ".join(fields), " | ".join(read_here)
