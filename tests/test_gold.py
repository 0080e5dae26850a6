"""The three articles in seeds/ against their gold annotations, which were made by hand (tests/gold/README.md).

Each test prints precision and recall, and holds them to what was reached: a change may win, never lose. What is
still missed is printed too (`pytest -s tests/test_gold.py`), and the notebooks show it. The claims are those of the
model; the rules reach 0.93 and 0.77 here, but they were read against these three articles, and the model was not.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import GOLD, SEEDS, reading_of, scorer
from onrecord import ArticleError, read
from onrecord.corpus.annotate import annotate
from onrecord.trust.gold import load_gold, save_gold
from onrecord.trust.outcomes import compare_claims, compare_dates, compare_mentions

# What is reached, rounded down to whole points. Raise it when it is beaten; never lower it to get green. (The claims
# once had 0.89 and 0.77, together 0.83; a network that finds more, with a point less of precision, replaced it.)
# Rules that were written on these articles are gone, since they fired in none or few of 400 others, and what they gave
# here with them (mentions .87, grouping .92 before): that is what the articles are for. Weights in whole numbers find
# two claims fewer of these 54 (before .81) and as many on 84 others; a network that puts pronouns right far more often
# on all unread articles puts some wrong here (grouping .89 before).
FLOORS = {
    "claims_P": 0.86,
    "claims_R": 0.79,
    "claims_F1": 0.83,
    "dates_P": 97.0,
    "dates_R": 92.0,
    "dates_value": 94.0,
    "names_P": 0.98,
    "names_R": 0.96,
    "mentions_P": 0.98,
    "mentions_R": 0.89,
    "grouping": 0.86,
}


def gold(name: str) -> dict[str, Any]:
    """One article's gold in the benchmarks' format."""
    data = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    data["text"] = reading_of(name).article.text
    data["attributions"] = [
        {role: [[s["start"], s["end"]] for s in a[role]] for role in ("source", "cue", "content")}
        for a in data["attributions"]
    ]
    for mention in data["mentions"]:
        mention["name"] = mention["name"] and [mention["name"]["start"], mention["name"]["end"]]
    data.setdefault("ignore", [])
    return data


def predicted(name: str) -> dict[str, Any]:
    """What the package finds in one article, in the same format."""
    article = reading_of(name).article
    return {**annotate({"id": name, "text": article.text, "published": str(article.published)}), "text": article.text}


def all_of(make: Any) -> dict[str, dict[str, Any]]:
    return {name: make(name) for name in SEEDS}


@pytest.mark.parametrize("name", SEEDS)
def test_the_gold_points_at_its_own_words(name: str) -> None:
    text = reading_of(name).article.text
    data = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    spans = [span for a in data["attributions"] for role in ("source", "cue", "content") for span in a[role]]
    spans += [*data["timexes"], *data["mentions"], *(m["name"] for m in data["mentions"] if m["name"])]
    assert len(spans) > 50
    for span in spans:
        assert text[span["start"] : span["end"]] == span["text"]


def test_a_corrected_reading_is_gold_for_the_machine(tmp_path: Path) -> None:
    machine = reading_of("harwick-budget")
    first = machine.attributed.content.iloc[0].split(" … ")[0]
    steps = {"claims": [{"strike": first, "at": int(machine.spans.start[machine.spans.role == "content"].iloc[0])}]}
    gold = load_gold(machine, save_gold(read(machine.article, corrections=steps), tmp_path / "mine.gold.json"))
    score = compare_claims(machine, gold).score.iloc[0]
    assert (score.machine, score.gold, score.right) == (len(machine.attributed), *[len(machine.attributed) - 1] * 2)
    assert compare_mentions(machine, gold).score.f1.iloc[0] == compare_dates(machine, gold).score.f1.iloc[0] == 1.0


def test_without_gold_nothing_is_counted_and_that_is_said() -> None:
    reading = reading_of("short")
    gold = load_gold(reading)
    for compare in (compare_claims, compare_dates, compare_mentions):
        outcomes = compare(reading, gold)
        assert outcomes.table.empty and outcomes.score[["precision", "recall", "f1"]].isna().all(axis=None)
        assert repr(outcomes.errors) == "There is no gold for this article, so nothing is counted."
        assert repr(outcomes) in outcomes._repr_html_()


@pytest.mark.parametrize("data", ["", "{", "[]", "{}", '{"attributions": [], "timexes": 5, "mentions": []}'])
def test_what_is_no_gold_is_one_line(tmp_path: Path, data: str) -> None:
    (tmp_path / "a.json").write_text(data, encoding="utf-8")
    with pytest.raises(ArticleError, match="is no gold"):
        load_gold(reading_of("harwick-budget"), tmp_path / "a.json")
    other = save_gold(reading_of("kettle-recall"), tmp_path / "kettle.gold.json")
    with pytest.raises(ArticleError, match="is the gold of another text"):
        load_gold(reading_of("harwick-budget"), other)


def test_claims() -> None:
    score = scorer("claims")
    result = score.score(all_of(gold), all_of(predicted))
    print("\n" + score.show(result))
    found = result["all"]["end_to_end"]
    assert found["P"] >= FLOORS["claims_P"] and found["R"] >= FLOORS["claims_R"] and found["F1"] >= FLOORS["claims_F1"]


def test_dates() -> None:
    score = scorer("dates")
    report, errors = score.score(all_of(gold), all_of(predicted))
    score.show(report)
    score.show_errors(errors, all_of(gold), 20)
    found = report["all"]
    assert found["relaxed"]["P"] >= FLOORS["dates_P"] and found["relaxed"]["R"] >= FLOORS["dates_R"]
    assert found["value_F1"] >= FLOORS["dates_value"]


def test_actors() -> None:
    score = scorer("actors")
    total, _ = score.score(all_of(gold), all_of(predicted))
    print("\n", json.dumps(total, indent=1))
    assert total["names_exact"]["p"] >= FLOORS["names_P"] and total["names_exact"]["r"] >= FLOORS["names_R"]
    assert total["mentions_all"]["p"] >= FLOORS["mentions_P"] and total["mentions_all"]["r"] >= FLOORS["mentions_R"]
    assert total["actors_any"]["conll_f1"] >= FLOORS["grouping"]
