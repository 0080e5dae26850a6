"""Make the list of nouns that name a person from WordNet: python benchmarks/person_nouns.py FOLDER.

FOLDER holds WordNet's database files (Debian: wordnet-base, /usr/share/wordnet). A noun is taken where most of its
uses that WordNet counted in tagged texts, as whatever part of speech, are senses under *person*; where none was
counted, where its first sense is one and it is no verb, adjective or adverb. Writes lib/onrecord/data/person_nouns.txt.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from onrecord.files import write_whole

LIST = Path(__file__).resolve().parents[1] / "lib" / "onrecord" / "data" / "person_nouns.txt"
HEAD = """\
# Nouns that name a person, one a line: made from WordNet 3.0 by benchmarks/person_nouns.py, which says by what rule.
# WordNet's licence:
#
# This software and database is being provided to you, the LICENSEE, by
# Princeton University under the following license.  By obtaining, using
# and/or copying this software and database, you agree that you have
# read, understood, and will comply with these terms and conditions.:
#
# Permission to use, copy, modify and distribute this software and
# database and its documentation for any purpose and without fee or
# royalty is hereby granted, provided that you agree to comply with
# the following copyright notice and statements, including the disclaimer,
# and that the same appear on ALL copies of the software, database and
# documentation, including modifications that you make for internal
# use or for distribution.
#
# WordNet 3.0 Copyright 2006 by Princeton University.  All rights reserved.
#
# THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON
# UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS OR
# IMPLIED.  BY WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON
# UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES OF MERCHANT-
# ABILITY OR FITNESS FOR ANY PARTICULAR PURPOSE OR THAT THE USE
# OF THE LICENSED SOFTWARE, DATABASE OR DOCUMENTATION WILL NOT
# INFRINGE ANY THIRD PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR
# OTHER RIGHTS.
#
# The name of Princeton University or Princeton may not be used in
# advertising or publicity pertaining to distribution of the software
# and/or database.  Title to copyright in this software, database and
# any associated documentation shall at all times remain with
# Princeton University and LICENSEE agrees to preserve same.
"""
#: The synset of "person, individual, someone, somebody, mortal, soul".
PERSON = "00007846"


def main(folder: Path) -> None:
    """Write the list."""
    people, plain = _people(folder)
    senses = {line[0]: line[6 + int(line[3]) :] for line in _lines(folder / "index.noun")}
    others = {line[0] for part in ("verb", "adj", "adv") for line in _lines(folder / f"index.{part}")}
    counts, all_counts = _counts(folder)
    nouns = []
    for noun in sorted(senses.keys() & plain):
        told = [sense in people for sense in senses[noun]]
        counted = sum(counts[noun, n] for n, is_person in enumerate(told, 1) if is_person)
        if 2 * counted > all_counts[noun] or (not all_counts[noun] and told[0] and noun not in others):
            nouns.append(noun)
    write_whole(LIST, HEAD + "".join(f"{noun}\n" for noun in nouns))


def _people(folder: Path) -> tuple[set[str], set[str]]:
    """The synsets under *person*, and their words that are written in one, in lower case."""
    below: dict[str, list[str]] = {}
    words: dict[str, list[str]] = {}
    for fields in _lines(folder / "data.noun"):
        end = 4 + 2 * int(fields[3], 16)
        words[fields[0]] = fields[4:end:2]
        for mark, above in zip(fields[end + 1 :: 4], fields[end + 2 :: 4], strict=False):
            if mark == "@":
                below.setdefault(above, []).append(fields[0])
    found, waiting = {PERSON}, [PERSON]
    while waiting:
        waiting = [synset for one in waiting for synset in below.get(one, []) if synset not in found]
        found.update(waiting)
    spelled = {word for synset in found for word in words[synset]}
    return found, {word for word in spelled if word.islower() and word.replace("-", "").isalpha()}


def _counts(folder: Path) -> tuple[Counter[tuple[str, int]], Counter[str]]:
    """How often each sense of a noun was counted, and each word as whatever part of speech."""
    senses: Counter[tuple[str, int]] = Counter()
    words: Counter[str] = Counter()
    for key, number, count in _lines(folder / "cntlist.rev"):
        word, _, kind = key.partition("%")
        words[word] += int(count)
        if kind.startswith("1:"):
            senses[word, int(number)] += int(count)
    return senses, words


def _lines(path: Path) -> Iterator[list[str]]:
    """The fields of each line, without the licence above and the gloss behind."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("  "):
            yield line.partition(" | ")[0].split()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
