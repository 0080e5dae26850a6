"""Actors by class, one short text each: every mention with the actor it belongs to."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import onrecord
from conftest import GOLD, ROOT, scorer
from onrecord import Article, from_text, read
from onrecord.actors import find_actors, rules, weigh
from onrecord.actors.lexicon import polities
from onrecord.actors.rules import confidence_of
from onrecord.corpus.annotate import KINDS, TYPES
from onrecord.reading import Reading, tables
from onrecord.text import parse


@cache
def reading_of(text: str) -> Reading:
    """What read() gives; the claims, which are not looked at here, by the rules, which take less time."""
    return read(Article(text), method="rules")


def found(text: str) -> list[str]:
    """Each mention with its actor and kind, in text order."""
    reading = reading_of(text)
    return [f"{m.text} = {reading.actors.name[m.actor]} ({m.kind})" for m in reading.mentions.itertuples()]


def kinds_of(text: str) -> dict[str, str]:
    """The actors' types by name."""
    actors = reading_of(text).actors
    return dict(zip(actors.name, actors.type, strict=True))


def roles_of(text: str, name: str) -> list[str]:
    """The words of an actor's roles, in text order."""
    reading = reading_of(text)
    (actor,) = reading.actors.index[reading.actors.name == name]
    own = reading.roles[reading.roles.actor == actor]
    assert all(text[start:end] == words for start, end, words in zip(own.start, own.end, own.text, strict=True))
    return own.text.tolist()


# Text, and mentions that have to be there.
CASES = [
    # A body's own name within its description; a town by what it owns; what a hyphen ends, and what it doesn't.
    ("The Nordvik company said no. The company was sold.",
     ["The Nordvik company = Nordvik (group)", "Nordvik = Nordvik (name)", "The company = Nordvik (group)"]),
    ("Kim Jong-un met Lee Myung-bak. Kim was calm, and Lee left.",
     ["Kim Jong-un = Kim Jong-un (name)", "Kim = Kim Jong-un (name)", "Lee = Lee Myung-bak (name)"]),
    ("Marlowe Foods Plc sold shares. Marlowe said so.",
     ["Marlowe Foods Plc = Marlowe Foods Plc (name)", "Marlowe = Marlowe Foods Plc (name)"]),
    ("EU officials said no. The EU was calm.", ["EU officials = EU (group)", "EU = EU (name)"]),
    # A surname belongs to the full name before it; two people of one surname stay apart.
    ("Mark Rutte met ministers. Rutte was calm.", ["Rutte = Mark Rutte (name)"]),
    ("Hillary Clinton spoke first. Bill Clinton listened.",
     ["Hillary Clinton = Hillary Clinton (name)", "Bill Clinton = Bill Clinton (name)"]),
    ("Mr. Okafor left. David Okafor had spoken for an hour.", ["Okafor = David Okafor (name)"]),
    # Acronyms and short names.
    ("The World Health Organization (WHO) met in Geneva. The WHO said no.",
     ["WHO = World Health Organization (name)"]),
    ("Norvale Home sells kettles. Norvale said it was sorry.",
     ["Norvale = Norvale Home (name)"]),
    # Possessives and articles are no part of a name.
    ("The Financial Times reported it. Ukraine’s army and James's brother left.",
     ["Financial Times = Financial Times (name)", "Ukraine = Ukraine (name)"]),
    # Titles: before the name, in apposition, alone later.
    ("NATO Secretary General Mark Rutte met Donald Trump. The NATO chief was calm.",
     ["Mark Rutte = Mark Rutte (name)", "The NATO chief = Mark Rutte (title)"]),
    ("Ann Lee, the mayor of Harwick, resigned. The mayor gave no reason.",
     ["Ann Lee = Ann Lee (name)", "The mayor = Ann Lee (title)"]),
    # Behind what an office is of or for, too; the parser hangs the name on the nearest noun.
    ("A spokesman for the mayor, Luis Ferreira, said no. There was no record, he added.",
     ["A spokesman = Luis Ferreira (title)", "he = Luis Ferreira (pronoun)"]),
    ("A spokeswoman for the group, Nadia Farouk, said no.", ["A spokeswoman = Nadia Farouk (title)"]),
    ("An aide to the senator, Paul Reed, said no.", ["An aide = Paul Reed (title)"]),
    ("The chief executive of Norrland Rail, Erik Vance, said no.",
     ["The chief executive = Erik Vance (title)", "Norrland Rail = Norrland Rail (name)"]),
    ("The director of the World Health Organization (WHO), Dr. Amina Yusuf, said no.",
     ["The director = Amina Yusuf (title)", "WHO = World Health Organization (name)"]),
    ("Mayor Ann Lee spoke. A spokesman for the mayor, Luis Ferreira, said no.",
     ["A spokesman = Luis Ferreira (title)", "the mayor = Ann Lee (title)"]),
    ("The wife of President Paul Reed, Maria Reis, said no.", ["The wife = Maria Reis (title)"]),
    # Not where the name is known for the other's, or tells another gender, or several are meant.
    ("Mayor Luis Ferreira spoke. A spokesman for the mayor, Luis Ferreira, said no.",
     ["A spokesman = A spokesman (title)", "the mayor = Luis Ferreira (title)"]),
    ("A spokesman for the mayor, Ann Lee, who took office in May, said no.",
     ["A spokesman = A spokesman (title)", "the mayor = Ann Lee (title)"]),
    ("The wife of the president, Maria Reis, said no.", ["the president = Maria Reis (title)"]),
    ("The advisers to the president, Ann Lee, said no.", ["the president = Ann Lee (title)"]),
    ("The mayor of Halden Bay, Teresa Okafor, spoke. In an email, the mayor wrote: “It is hard.”",
     ["the mayor = Teresa Okafor (title)"]),
    # After a dateline too, on which the parser hangs the description; the town is a place and no part of a role.
    ("Halden Bay – The mayor of Halden Bay, Teresa Okafor, denied it. The mayor left.",
     ["The mayor = Teresa Okafor (title)"]),
    ("ANKARA, Turkey (AP) — The opposition leader, Emre Kaya, said talks had begun.",
     ["ANKARA = Ankara (name)", "The opposition leader = Emre Kaya (title)"]),
    ("BRUSSELS - European leaders gathered on Friday.", ["European leaders = European leaders (group)"]),
    ("New York (AFP) – Donald Trump won.", ["AFP = AFP (name)", "New York = New York (name)"]),
    ("The six - member Afghan team won.", ["The six - member Afghan team = The six - member Afghan team (group)"]),
    # Polities: a capital that acts is its country, as a place it is a city; demonyms with a group.
    ("Moscow warned on Friday that it would respond.", ["Moscow = Russia (name)"]),
    ("Talks in Moscow ended. Russia was pleased.", ["Moscow = Moscow (name)", "Russia = Russia (name)"]),
    ("Ukrainian officials met the French government.",
     ["Ukrainian officials = Ukraine (group)", "the French government = France (group)"]),
    ("Downing Street denied the report.", ["Downing Street = United Kingdom (name)"]),
    # Groups of their own.
    ("Western allies waited for an answer.", ["Western allies = Western allies (group)"]),
    # Pronouns.
    ("Ann Lee left early. She was tired.", ["She = Ann Lee (pronoun)"]),
    ("“I am tired,” Ann Lee said.", ["I = Ann Lee (pronoun)"]),
    # Datelines: a town and an agency, whatever the country beside them.
    ("LONDON (Reuters) - Marlowe Foods Plc fell.", ["LONDON = London (name)", "Reuters = Reuters (name)"]),
    ("ANKARA, Turkey (AP) — Talks began.", ["ANKARA = Ankara (name)", "Turkey = Turkey (name)", "AP = AP (name)"]),
    # Names that spaCy cuts: hyphens, particles, legal forms, what stands behind a title.
    ("Kim Jong-un spoke to reporters.", ["Kim Jong-un = Kim Jong-un (name)"]),
    ("Pieter van der Berg left the firm.", ["Pieter van der Berg = Pieter van der Berg (name)"]),
    ("Marlowe Foods Plc agreed to a deal. Shares in Marlowe fell.", ["Marlowe = Marlowe Foods Plc (name)"]),
    ("U.N. Secretary-General Amara Diallo spoke. The U.N. chief was calm.",
     ["Amara Diallo = Amara Diallo (name)", "The U.N. chief = Amara Diallo (title)"]),
    # A surname that is a city's, where it is said to be a woman's.
    ("Rosa Paris, an Australian woman, left. Paris was tired.", ["Paris = Rosa Paris (name)"]),
    # A body described before its name, from a town, and a school that is no company.
    ("The US car manufacturer General Motors cut jobs.", ["The US car manufacturer = General Motors (group)"]),
    ("Westway Buses runs it. Children from Penhallow Primary School cross. The company will pay.",
     ["The company = Westway Buses (group)"]),
    # A description goes to a body of its kind, told by the name or by what the text called it before.
    ("Norrland Rail insists on it. The Transport Workers’ Federation disputes the figures. The company denies that.",
     ["The company = Norrland Rail (group)"]),
    ("The Transport Workers’ Federation called a strike at Norvale Home. The union said pay was too low.",
     ["The union = Transport Workers’ Federation (group)"]),
    ("Biovanta, the rail operator, met the WHO. The agency said no. The operator was pleased.",
     ["The agency = WHO (group)", "The operator = Biovanta (group)"]),
    ("Marlowe Foods cut jobs. The University of Sundby did a study. The company said it was wrong.",
     ["The company = Marlowe Foods (group)"]),
    ("Harbour Mutual said it was helping Victoria Police. “The bank has nothing to hide,” it said.",
     ["The bank = Harbour Mutual (group)", "it = Harbour Mutual (pronoun)"]),
    ("Securities and Exchange Commission staff met Norvale Home. The company said no.",
     ["The company = Norvale Home (group)"]),
    ("Harwick City Council met. The Environmental Protection Agency was there. Many accused the council of hiding it.",
     ["the council = Harwick City Council (group)"]),
    # Where there is none of its kind, it is an actor of its own.
    ("The Environmental Protection Agency was calm. The council said no.", ["The council = The council (group)"]),
    ("The Ministry of Health was silent. The company said no.", ["The company = The company (group)"]),
    ("Harbour Partners built it. The council said no.", ["The council = The council (group)"]),
    # Pronouns: who said it is I; a speaker isn't him in the own quotation; himself is the subject.
    ("Martin Sykes spoke. “She trusted him,” Dan Asante told the court.", ["him = Martin Sykes (pronoun)"]),
    ("Ann Lee came. He asked her twice, and she replied: “I am not able to do that.”", ["I = Ann Lee (pronoun)"]),
    ("Dan Okafor met Paul Reed and turned himself in.", ["himself = Dan Okafor (pronoun)"]),
    # Himself is its own clause's subject, wherever that stands; whoever is told to do it; or whom it stands beside.
    ("Dan Okafor left the bank before shooting himself.", ["himself = Dan Okafor (pronoun)"]),
    ("Hugo Brand spoke. Later a gunman opened fire at a shop, killing two people before shooting himself.",
     ["himself = a gunman (pronoun)"]),
    ("Ann Lee told Tom Hale to help himself.", ["himself = Tom Hale (pronoun)"]),
    ("Ann Lee met Tom Hale to help herself.", ["herself = Ann Lee (pronoun)"]),
    ("A woman who shot herself met Ann Lee.", ["herself = A woman (pronoun)"]),
    ("Ann Lee wanted to leave. Tom Hale posted a photo of himself.", ["himself = Tom Hale (pronoun)"]),
    ("Paul Reed said the mayor himself was there.", ["himself = the mayor (pronoun)"]),
    ("Ann Lee said Tom Hale blamed himself.", ["himself = Tom Hale (pronoun)"]),
    # Who speaks of "him" in a quotation is another; who is hired is not who hires; who is asked may sign.
    ("Governor Miles Kerr spoke on Monday. “Oskar Lind is wrong about the dam,” he said. “He has not read it.”",
     ["he = Miles Kerr (pronoun)", "He = Oskar Lind (pronoun)"]),
    ("Peter Hadley hired Martin Cole in 2004. Hadley said he was proud of him.",
     ["he = Peter Hadley (pronoun)", "him = Martin Cole (pronoun)"]),
    ("Adam Mathews admires Ruth Oduya. She dislikes Adam.",
     ["She = Ruth Oduya (pronoun)", "Adam = Adam Mathews (name)"]),
    ("Berg's lawyer asked Karl Winter whether he signed the papers.", ["he = Karl Winter (pronoun)"]),
    # An office that nobody was said to hold is somebody else's; a country is no person.
    ("Nora Falk said the bridge was unsafe. The mayor said nothing would be done.", ["The mayor = The mayor (title)"]),
    ("Jonas Horak spoke on Monday. The U.S. said it would help.", ["U.S. = U.S. (name)"]),
    # What one pronoun was taken for fixes nobody's sex.
    ("Clara Olin said the trainer hurt his knee. She went home. Olin said she was sad.",
     ["She = Clara Olin (pronoun)", "she = Clara Olin (pronoun)"]),
    # Parts of a name.
    ("Patrick Nolan Jr., 55, was arrested. Nolan was held in jail.", ["Nolan = Patrick Nolan Jr. (name)"]),
    ("Peter Gale III ran the mill. Gale sold it.", ["Gale = Peter Gale III (name)"]),
    ("Khalid al-Sabri left. Later al-Sabri came back.", ["al-Sabri = Khalid al-Sabri (name)"]),
    # Bodies: two teams are two, a court by its court's name, a company and its founder.
    ("The Falcons won. They beat the Bears.", ["They = Falcons (pronoun)", "Bears = Bears (name)"]),
    ("The Supreme Court sat on Monday. Later the Ohio Supreme Court ruled.",
     ["Supreme Court = Ohio Supreme Court (name)"]),
    ("Ford Motor Co. said no. Ford will hire 300. Henry Ford founded it.",
     ["Ford = Ford Motor Co. (name)", "Henry Ford = Henry Ford (name)"]),
    ("Henry Ford was calm. Ford said he was ill.", ["Ford = Henry Ford (name)", "he = Henry Ford (pronoun)"]),
    # A town in capitals that no list has.
    ("TARNBY, May 4 (AP) -- Ann Lee said no.", ["TARNBY = Tarnby (name)", "Ann Lee = Ann Lee (name)"]),
    # A name found once is found everywhere.
    ("Brightwater Audit was hired. It cost a lot. Nobody at Brightwater Audit replied.",
     ["Brightwater Audit = Brightwater Audit (name)"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:45] for text, _ in CASES])
def test_mentions(text: str, expected: list[str]) -> None:
    mentions = found(text)
    assert [e for e in expected if e not in mentions] == [], mentions


# What is known to be read wrong: the mention that should be there, and is not. One that comes right goes up to CASES.
MISSES = [
    # "It" of a body in a short text: the network holds it for nobody's.
    ("Norvale Home sells kettles. Norvale said it was sorry.", "it = Norvale Home (pronoun)"),
    # A town before a plain dash, which the network takes for a person where nothing else is known of it.
    ("Sundby – The chief executive of Norrland Rail, Erik Vance, said no.", "The chief executive = Erik Vance (title)"),
    # "We" of who speaks for a body; "they" of two people named one by one.
    ("“We were better,” said England captain Harry Kane.", "We = England (pronoun)"),
    ("“We didn’t expect it,” said Lena Brandt, vice president of Sales Programs at Torvik.", "We = Torvik (pronoun)"),
    # A first surname of two, a nickname, a body by its last word.
    ("Maria Lopez Duran spoke. Lopez said no.", "Lopez = Maria Lopez Duran (name)"),
    ("Jim “Blaze” Corden won. Blaze was happy.", "Blaze = Jim “Blaze” Corden (name)"),
    ("Portland Lakers lost. It was the first time the Lakers lost.", "Lakers = Portland Lakers (name)"),
    ("The Fairmont Chronicle says it is true. The Chronicle says more.", "Chronicle = Fairmont Chronicle (name)"),
    ("The North warned the South on Friday. North Korea said it would act.", "North = North Korea (name)"),
    # Husband and wife with one surname and no given name.
    ("Mr Vane met Mrs Vane. Mrs Vane said the roof had to go. Vane, who is 61, said he agreed with his wife.",
     "his wife = Mrs Vane (title)"),
    # A capital that plays is a team.
    ("Ottawa held on to beat Detroit 4-3.", "Ottawa = Ottawa (name)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "missed"), MISSES, ids=[text[:45] for text, _ in MISSES])
def test_known_misses_are_missed(text: str, missed: str) -> None:
    assert missed not in found(text)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Marlowe Foods Plc agreed to a deal. A stake in Marlowe was sold.", "Marlowe Foods Plc", "organisation"),
        ("They met in Harwick. Houses in Harwick are old.", "Harwick", "place"),
        ("Tessa Vorland announced a new ferry to Osten.", "Tessa Vorland", "person"),
        ("Tessa Vorland announced a new ferry to Osten.", "Osten", "place"),
    ],
)
def test_the_type_that_the_words_beside_a_name_tell(text: str, name: str, kind: str) -> None:
    assert kinds_of(text)[name] == kind


def test_known_misses_of_types() -> None:
    """The table of polities has these names, whatever the network sees: an airline, a state of the U.S."""
    assert kinds_of("Emirates is buying 30 jets.") == {"Emirates": "country"}
    assert kinds_of("Georgia Gov. Alan Price flew to Atlanta. Georgia is hot.")["Georgia"] == "country"


def test_between_whom_the_network_chose() -> None:
    text = parse("Ann Lee met Tom Hale and Nora Falk. She was late. It rained.")
    weighed = weigh(text, text.characters.index("She"))
    assert {name: possible for name, _, possible in weighed} == {"Ann Lee": True, "Nora Falk": True, "Tom Hale": False}
    chances = [chance for _, chance, _ in weighed]
    assert chances == sorted(chances, reverse=True) and 0 < sum(chances) <= 1.0001
    _, mentions = find_actors(text)
    (she,) = [mention for mention in mentions if mention.kind == "pronoun"]
    assert she.sure == next(chance for _, chance, possible in weighed if possible)
    assert weigh(text, 0) == [] and weigh(text, text.characters.index("rained")) == []
    reading = read(from_text(text.characters))
    (mention,) = reading.mentions.index[reading.mentions.kind == "pronoun"]
    shown = onrecord.weigh(reading, mention)
    assert shown.name.tolist() == [name for name, _, _ in weighed]
    assert shown.possible.tolist() == [possible for _, _, possible in weighed]
    with pytest.raises(ValueError, match="no pronoun that the network chose for"):
        onrecord.weigh(reading, 0)


def test_one_type_an_actor_whatever_the_sentence() -> None:
    text = "Donald Trump spoke. Trump’s plan failed. Critics of Trump left. Trump said no. Kyiv agreed with Trump."
    types = kinds_of(text)
    assert types["Donald Trump"] == "person"
    assert "Trump" not in types


def test_types() -> None:
    types = kinds_of("Ann Lee of NATO was in Florida. Western allies were pleased after Germany had left.")
    assert types["Ann Lee"] == "person"
    assert types["NATO"] == "organisation"
    assert types["Germany"] == "country"
    assert types["Florida"] == "place"
    assert types["Western allies"] == "group"


def test_a_town_is_told_by_what_it_owns() -> None:
    assert kinds_of("Harwick's city council met. Harwick was cold.")["Harwick"] == "place"
    assert kinds_of("EU officials said no. Trump-era rules fell.") == {"EU": "organisation"}


@pytest.mark.parametrize(
    ("text", "town", "kind"),
    [
        ("Porto Alto — Norvale Home said that it was sorry.", "Porto Alto", "place"),
        ("Sundby, 4 May – Norrland Rail insists that the offer is fair.", "Sundby", "place"),
        ("San Pedro, Sept. 3 (AP) – Residents fled.", "San Pedro", "place"),
        ("Ann Lee – the mayor of Harwick – said no.", "Ann Lee", "person"),
        ("Ann Lee – Mayor of Harwick since 2019.", "Ann Lee", "person"),
        ("Update – The council said no on Monday.", "Update", None),
        ("Monday, March 5, 2007\nThe show — The best of all — is over.", "Monday", None),
    ],
)
def test_the_town_of_a_dateline_is_a_place(text: str, town: str, kind: str | None) -> None:
    assert kinds_of(text).get(town) == kind


@pytest.mark.parametrize("line", ["By our health staff", "BY OUR CORRESPONDENT", "By a staff reporter in Genova"])
def test_who_wrote_the_article_without_a_name_is_no_actor(line: str) -> None:
    assert not {"person", "group"} & {*kinds_of(f"Fever spreads\n\n{line}\n\nIt rained.").values()}


def test_who_wrote_the_article_takes_no_part_in_it() -> None:
    assert kinds_of("Fever spreads\n\nBy Jane Doe, Health Correspondent\n\nIt rained.") == {}
    assert "the council = the council (group)" in found("By the end, the council was tired.")


def test_the_role_of_who_speaks_for_somebody() -> None:
    text = "A spokesman for the mayor, Luis Ferreira, said that no report existed."
    assert kinds_of(text) == {"Luis Ferreira": "person"}
    assert roles_of(text, "Luis Ferreira") == ["A spokesman for the mayor"]


def test_a_dateline_is_no_part_of_a_role() -> None:
    assert roles_of("Springfield - Mayor Ann Lee said no.", "Ann Lee") == ["Mayor"]


def test_roles_are_verbatim_and_in_order() -> None:
    text = "NATO Secretary General Mark Rutte spoke. Rutte, a former prime minister, was calm."
    assert roles_of(text, "Mark Rutte") == ["NATO Secretary General", "a former prime minister"]


def test_a_role_is_there_as_often_as_it_is_said() -> None:
    text = "Mayor Ann Lee spoke. Mayor Ann Lee left. Norvale Home, a maker of kettles, was silent."
    assert roles_of(text, "Ann Lee") == ["Mayor", "Mayor"]
    assert roles_of(text, "Norvale Home") == ["a maker of kettles"]


def test_every_mention_has_a_known_rule_and_its_confidence() -> None:
    known = {rule.rule: rule for rule in rules()}
    assert len(known) == len(rules())
    assert all(0 <= rule.right <= rule.counted and 0 < rule.confidence <= 1 and rule.meaning for rule in rules())
    used = set()
    for item in challenge().values():
        for mention in find_actors(parse(item["text"]))[1]:
            chosen = mention.rule == "antecedent"  # which says how sure it is itself
            assert (mention.sure is not None) == chosen
            assert mention.confidence == confidence_of(mention.rule, mention.sure)
            assert chosen or mention.confidence == known[mention.rule].confidence
            used.add(mention.rule)
    assert len(used) > 15
    # What the code can give is what the table has.
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "lib" / "onrecord" / "actors").glob("*.py"))
    assert [rule for rule in known if f'"{rule}"' not in code] == []


@pytest.mark.parametrize("text", ["It rained.", ".", "…", "“”", "of of of", "'s ’s", "( ( ("])
def test_nothing_found(text: str) -> None:
    assert found(text) == [] and kinds_of(text) == {}


_ODD = ['He “ she " they ” I', "U.S. U.S. U.S.", "A, B, C, and D", "MR. X", "the the mayor’s"]


@pytest.mark.parametrize("text", _ODD)
def test_odd_text_never_raises(text: str) -> None:
    tables.check(reading_of(text).tables, text)


def test_what_holds_for_every_result() -> None:
    text = "Mayor Ann Lee of Harwick met NATO chief Mark Rutte. She told him that Moscow’s envoy had left."
    mentions = reading_of(text).mentions
    tables.check(reading_of(text).tables, text)
    assert mentions.rule.all() and set(mentions.kind) <= {"name", "title", "group", "pronoun"}


def test_the_table_of_polities_has_one_row_a_country_and_no_name_twice() -> None:
    rows = polities()
    assert len(rows) > 190 and len({row.iso for row in rows}) == len(rows)
    names = [name for row in rows for name in row.names]
    assert len(names) == len(set(names))


# The project's own challenge items: what is reached, rounded down. Raise it when it is beaten. (Names were 0.99 with a
# finder of names whose rules were written beside these items; the network was not.)
CHALLENGE = {"names": 0.98, "grouping of names": 0.98, "all mentions": 0.96, "grouping of all": 0.95, "top five": 1.0}


@cache
def challenge() -> dict[str, Any]:
    return scorer("actors").read(str(GOLD / "actors-challenge.jsonl"))


def test_challenge_items() -> None:
    found = {name: {"id": name, "mentions": in_format(reading_of(item["text"]))} for name, item in challenge().items()}
    total, _ = scorer("actors").score(challenge(), found)
    reached = {
        "names": total["names_exact"]["f1"],
        "grouping of names": total["actors_name"]["conll_f1"],
        "all mentions": total["mentions_all"]["f1"],
        "grouping of all": total["actors_any"]["conll_f1"],
        "top five": total["top5_recall"],
    }
    assert {what: figure for what, figure in reached.items() if figure < CHALLENGE[what]} == {}, reached


def in_format(reading: Reading) -> list[dict[str, Any]]:
    types = reading.actors.type
    return [
        {**row, "actor": str(row["actor"]), "type": TYPES[types[row["actor"]]], "kind": KINDS[row["kind"]]}
        for row in reading.mentions[["start", "end", "actor", "kind"]].to_dict("records")
    ]


# One of them, whole.
def test_challenge_titles() -> None:
    text = (
        "NATO Secretary General Anders Holm met Ukrainian officials in Kyiv on Monday. Holm, a former Denmark defence "
        'minister, said the alliance would keep its promises. "I came here to listen," the NATO chief told reporters. '
        "He left the city that evening."
    )
    mentions = found(text)
    for words in ("Holm", "the NATO chief", "I", "He"):
        assert any(m.startswith(f"{words} = Anders Holm") for m in mentions), words
    assert "Ukrainian officials = Ukraine (group)" in mentions
    assert "Kyiv = Kyiv (name)" in mentions
