"""What the steps hand to one another: a name, a mention, an actor in the making, and the register of all of them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from ..network import TYPES
from ..network.names import likeliest

if TYPE_CHECKING:
    from spacy.tokens import Doc


def only(kind: str) -> tuple[float, ...]:
    """The types of a name that is certainly of one kind."""
    return tuple(float(kind == each) for each in TYPES)


@dataclass
class Name:
    """A bare name in the text: tokens from start to end (exclusive), its words, and how likely it is of each type.

    Types are those of onrecord.network: person, organisation, place, group.
    """

    start: int
    end: int
    text: str
    types: tuple[float, ...]
    rule: str

    @property
    def type(self) -> str:
        """The likeliest type."""
        return likeliest(self.types)


@dataclass(eq=False)
class Party:
    """An actor in the making."""

    iso: str = ""
    type: str = ""
    forms: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    role_spans: list[tuple[int, int]] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    gender: str = ""
    plural: bool = False
    spots: list[Spot] = field(default_factory=list)

    @property
    def named(self) -> bool:
        """Say whether the text gives a name."""
        return any(spot.kind == "name" for spot in self.spots)


@dataclass(eq=False)
class Spot:
    """A mention in tokens, end exclusive, with its head token.

    Where the network chose whose it is: how sure it is, and all actors that it weighed, each with its probability and
    whether logic lets it be the one.
    """

    start: int
    end: int
    head: int
    kind: str
    rule: str
    party: Party
    sure: float | None = None
    weighed: list[tuple[Party, float, bool]] = field(default_factory=list)


class Register:
    """All actors and mentions so far, with the mentions in order, so that a step looks at those nearby only."""

    def __init__(self, doc: Doc, parties: list[Party]) -> None:
        """Begin with what the names gave."""
        self.doc = doc
        self.parties = parties
        spots = chain.from_iterable(party.spots for party in parties)
        self.spots = sorted(spots, key=lambda s: (s.start, -s.end))
        self.starts = [s.start for s in self.spots]
        self.at = {i: s for s in self.spots for i in range(s.start, s.end)}
        self.polities = {p.iso: p for p in parties if p.iso and p.type != "place"}

    def add(self, party: Party, spot: Spot) -> None:
        """Note a mention; a party that is new is noted with it."""
        if not party.spots:
            self.parties.append(party)
        where = bisect_left(self.starts, spot.start)
        self.spots.insert(where, spot)
        self.starts.insert(where, spot.start)
        party.spots.append(spot)

    def at_now(self, i: int) -> Spot | None:
        """Give a mention that covers a token, also one that was added since."""
        near = self.between(i - 20, i + 1)
        return next((s for s in reversed(near) if s.start <= i < s.end), None)

    def before(self, start: int, reach: int) -> list[Spot]:
        """Give the mentions that begin within so many tokens before a token, the nearest first."""
        return self.spots[bisect_left(self.starts, start - reach) : bisect_left(self.starts, start)][::-1]

    def between(self, start: int, end: int) -> list[Spot]:
        """Give the mentions that begin between two tokens."""
        return self.spots[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
