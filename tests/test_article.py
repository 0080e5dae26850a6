"""Articles come in whole, from any usual file, or with one clear line."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from conftest import ROOT
from onrecord.article import Article, check_english, clean, decode, from_text, load_article, parse_day
from onrecord.errors import ArticleError
from onrecord.text import paragraphs

TEXT = "The mayor said on Friday that “the pool” will close. Zoë Müller, who swims there, was not amused by this."


def test_the_seed_is_kept_byte_for_byte() -> None:
    import hashlib

    digest = hashlib.sha256((ROOT / "seeds" / "rutte-warns-trump.txt").read_bytes()).hexdigest()
    assert digest == "d0d7f7f0b30438cd66522fce2236b6c9878f1d9344f34481d6d732afd876c289"


def test_metadata_comes_from_the_toml_file() -> None:
    article = load_article("rutte-warns-trump")
    assert article.published == date(2024, 12, 3)
    assert article.title.startswith("Rutte warns Trump")
    assert article.source_line == "Rutte warns Trump over a Ukraine peace deal, 2024-12-03"


def test_a_given_date_goes_before_the_one_in_the_file() -> None:
    assert load_article("rutte-warns-trump", "2020-01-31").published == date(2020, 1, 31)


def test_a_file_without_metadata_has_a_title_and_no_date(tmp_path: Path) -> None:
    path = tmp_path / "my-article.txt"
    path.write_text(TEXT, encoding="utf-8")
    article = load_article(path)
    assert (article.title, article.published, article.name) == ("my article", None, "my-article")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_usual_encoding_gives_the_same_text(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert load_article(path).text == TEXT


def test_a_big_endian_byte_order_mark() -> None:
    assert clean(decode(b"\xfe\xff" + TEXT.encode("utf-16-be"))) == TEXT


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "is a picture"),
        (bytes(range(256)) * 8, "not a text file"),
        (b"\xff\xfe\x00\xd8", "not a text file"),
        (b"Le maire a dit que la piscine fermera lundi, mais le conseil n'est pas de cet avis. " * 3, "English"),
        ("市长周五表示,游泳池将于周一关闭,但市议会并不同意这一决定。".encode() * 3, "English"),
        ("Мэр сказал, что бассейн закроется в понедельник.".encode() * 3, "English"),
    ],
)
def test_what_is_no_english_text_is_refused_in_one_line(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(ArticleError, match=says) as refused:
        load_article(path)
    assert "\n" not in str(refused.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="was not found"):
        load_article(tmp_path / "none.txt")
    with pytest.raises(ArticleError, match="is a folder"):
        load_article(tmp_path)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.article.about.MAX_BYTES", 50)
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(ArticleError, match="larger than"):
        load_article(path)


@pytest.mark.parametrize("about", ["title = ", 'published = "soon"', "published = 12", "\xff = 1"])
def test_a_broken_toml_file(tmp_path: Path, about: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.toml").write_bytes(about.encode("latin-1"))
    with pytest.raises(ArticleError) as refused:
        load_article(tmp_path / "a.txt")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("day", ["3 December", "2024-13-01", "2024-02-30", "tomorrow"])
def test_a_bad_date(day: str) -> None:
    with pytest.raises(ArticleError, match="write it as YYYY-MM-DD"):
        parse_day(day)


def test_cleaning_keeps_the_words_and_replaces_the_rest_one_for_one() -> None:
    assert clean("\ufeffA\r\nB\rC\u2028D\x0cE ") == "A\nB\nC\nD\nE"
    made = Article("a\x00b\ud800c", title="\ud800", published=datetime(2026, 5, 4, 10))
    assert (made.text, made.title, made.published) == ("a b\ufffdc", "\ufffd", date(2026, 5, 4))


def test_an_article_without_words_is_refused() -> None:
    for text in ("", " \n", "\x00"):
        with pytest.raises(ArticleError, match="no text"):
            Article(text)


def test_english_is_told_from_other_languages_but_short_texts_pass() -> None:
    check_english("No.")
    check_english("Kyiv, Moscow, NATO")
    check_english(TEXT * 3)
    with pytest.raises(ArticleError):
        check_english("Der Bürgermeister sagte am Freitag, das Schwimmbad werde am Montag schließen. " * 4)


def test_pasted_text() -> None:
    article = from_text(TEXT + "\r\n", published="2026-05-04", title="Pool")
    assert (article.text, article.published, article.title) == (TEXT, date(2026, 5, 4), "Pool")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One.", ["One."]),
        ("One.\nTwo.\n\n\nThree.", ["One.", "Two.", "Three."]),
        ("  One. \n \t\n Two.  ", ["One.", "Two."]),
        # A hard-wrapped text: single line breaks stand in mid-sentence and part nothing.
        ("The mayor\nsaid that\nthe pool\nwill close\non Friday.\n\nHe did\nnot say\nwhy.", None),
        # A list is none, nor are questions and answers: each line stands for itself.
        (
            "Points:\n\n• One, he said\n• Two\n- Three\n1. Four\n2) Five\n\nQ: Why?\nA: No.",
            ["Points:", "• One, he said", "• Two", "- Three", "1. Four", "2) Five", "Q: Why?", "A: No."],
        ),
        # A list in a hard-wrapped text: its items are wrapped too.
        (
            "The mayor\nsaid that\nthe pool\nwill close,\n– he said –\nnot yet:\n\n• one pool\nin town\n• two",
            ["The mayor\nsaid that\nthe pool\nwill close,\n– he said –\nnot yet:", "• one pool\nin town", "• two"],
        ),
    ],
)
def test_paragraphs(text: str, parts: list[str] | None) -> None:
    found = [text[p.start : p.end] for p in paragraphs(text)]
    assert found == (parts or text.split("\n\n"))


def test_a_notebook_shows_its_paragraphs_by_the_numbers_of_the_tables() -> None:
    article = Article("One & <b>two</b>.\n\nThree.", title="<script>", published=date(2026, 5, 4))
    assert article._repr_html_() == (
        "<p><strong>&lt;script&gt;, 2026-05-04</strong></p>"
        "<ol><li>One &amp; &lt;b&gt;two&lt;/b&gt;.</li><li>Three.</li></ol>"
    )


def test_a_file_may_have_twenty_million_bytes_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode() + b" " * (20_000_000 - len(TEXT.encode())))
    assert load_article(path).text == TEXT
    path.write_bytes(b" " * 20_000_001)
    with pytest.raises(ArticleError, match=r"^a\.txt is larger than 20 MB; give one article a file\.$"):
        load_article(path)


def test_how_much_of_a_text_has_to_be_english() -> None:
    """25 words are needed to say; of those one in ten, of letters half."""
    foreign = "mair dit piscin ferm lund consei avi pa ce"  # nine words
    for words, english in (
        (f"{foreign} " * 2 + "xx yy zz uu vv ww", True),
        (f"{foreign} " * 2 + "xx yy zz uu vv ww kk", False),
    ):
        assert speaks_english(words) == english
    assert speaks_english("the of and " + "mair " * 27) and not speaks_english("the of " + "mair " * 28)
    # A text of few words in another alphabet is seen by its letters.
    assert speaks_english("Мэр сказал абвгдежзи ") and not speaks_english("Мэр сказал абвгдежзийк ")
    assert speaks_english("ab" * 5 + "бв" * 5) and not speaks_english("ab" * 5 + "бв" * 6)
    # The beginning says it; what comes after 20,000 characters may be a list of names.
    assert speaks_english(("the pool " * 2300)[:20_000] + "mair " * 90_000)
    assert not speaks_english("mair " * 4000 + "the pool " * 9000)


def speaks_english(text: str) -> bool:
    try:
        return bool(from_text(text))
    except ArticleError as refused:
        assert str(refused) == "pasted does not look like English; only English articles can be read."
        return False


def test_some_control_characters_are_in_texts_and_many_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = ("The mayor said that the pool will close. " * 25)[:1000]
    path.write_text(text[:-2] + "\x01\x02", encoding="utf-8")
    assert load_article(path).text == text[:-2]
    path.write_text(text[:-3] + "\x01\x02\x03", encoding="utf-8")
    with pytest.raises(ArticleError, match="is not a text file; save the article as plain text"):
        load_article(path)
    # Where fewer than half of its characters are letters of ASCII, UTF-16 has to say that it is.
    path.write_bytes(("“”" * 10 + "ab" * 10).encode("utf-16-le"))
    assert load_article(path).text == "“”" * 10 + "ab" * 10
    path.write_bytes(("“”" * 11 + "ab" * 10).encode("utf-16-le"))
    with pytest.raises(ArticleError, match="is not a text file"):
        load_article(path)
    # Zeros in half of the bytes are UTF-16; a few are none of it.
    path.write_bytes(text.encode().replace(b"pool", b"po\0l"))
    with pytest.raises(ArticleError, match="is not a text file"):
        load_article(path)


@pytest.mark.parametrize("start", ["<!DOCTYPE html>", " \n<html lang=en>", "<HTML>"])
def test_a_page_is_one_whatever_its_ending(tmp_path: Path, start: str) -> None:
    (tmp_path / "a.txt").write_text(f"{start}<p>{TEXT}", encoding="utf-8")
    assert load_article(tmp_path / "a.txt").text == TEXT
    (tmp_path / "b.txt").write_text(f"{TEXT} {start}", encoding="utf-8")
    assert load_article(tmp_path / "b.txt").text.startswith(TEXT)


@pytest.mark.parametrize("suffix", [".html", ".htm", ".xhtml", ".HTML"])
def test_endings_of_saved_pages(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"the-pool{suffix}"
    path.write_text(f"<html><body><p>{TEXT}</p></body></html>", encoding="utf-8")
    article = load_article(path)
    assert (article.text, article.name, article.title) == (TEXT, "the-pool", "the pool")


def test_what_is_beside_a_file_goes_into_the_article(tmp_path: Path) -> None:
    path = tmp_path / "the_pool.txt"
    path.write_text(TEXT, encoding="utf-8")
    about = 'publisher = "Post"\nurl = "https://a.example/"\npublished = 2026-05-04T10:00:00\n'
    about += '[corrections.rename]\nA = "B"\n'
    path.with_suffix(".toml").write_text(about, encoding="utf-8")
    article = load_article(str(path))
    assert (article.title, article.publisher, article.url) == ("the pool", "Post", "https://a.example/")
    assert article.published == date(2026, 5, 4) and article.corrections == {"rename": {"A": "B"}}
    assert article.source_line == "the pool, Post, 2026-05-04, corrected by a reader"
    assert Article(TEXT, title="T").source_line == "T, no publication date"
    path.with_suffix(".html").write_text(f"<html><p>{TEXT}</p></html>", encoding="utf-8")
    page = load_article(path.with_suffix(".html"))
    assert (page.url, page.publisher, page.corrections) == ("https://a.example/", "Post", {"rename": {"A": "B"}})
    path.with_suffix(".toml").write_text("corrections = 5", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"^the_pool\.toml: corrections is no table; begin it with a line"):
        load_article(path)


def test_days_in_every_form_that_they_are_given_in() -> None:
    for given in (date(2026, 5, 4), datetime(2026, 5, 4, 23), "2026-05-04", " 2026-05-04T10:00:00+02:00 "):
        assert Article(TEXT, published=given).published == date(2026, 5, 4)  # type: ignore[arg-type]
        assert from_text(TEXT, given).published == date(2026, 5, 4)  # type: ignore[arg-type]
    for none in (None, ""):
        assert from_text(TEXT, none).published is None


def test_line_ends_and_what_is_no_character() -> None:
    assert from_text(f"{TEXT}\x85{TEXT}\u2029{TEXT}\x0b{TEXT}").text == "\n".join([TEXT] * 4)
    article = from_text(f"\ufeff \n{TEXT}\t\x81\x9d\x7f\x1fThe\ud800\udfff end\xa0")
    assert article.text == f"{TEXT}\t    The\ufffd\ufffd end"
    named = Article("a", title="\x00t", publisher="p\x1f", url="\ud800", name="n\x7f")
    assert (named.title, named.publisher, named.url, named.name) == (" t", "p ", "\ufffd", "n ")


def test_a_name_is_looked_up_in_seeds_of_the_working_folder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "mine.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "seeds" / "page.html").write_text(f"<html><p>{TEXT}</p></html>", encoding="utf-8")
    assert load_article("mine").text == load_article("page").text == TEXT
    # With an ending it is a file's name, and no seed's.
    for missing in ("mine.txt", "other"):
        with pytest.raises(
            ArticleError, match=rf"^{missing} was not found; give .*\(.*mine, page, .*rutte-warns-trump"
        ) as refused:
            load_article(missing)
        assert "\n" not in str(refused.value)


def line_of(length: int) -> str:
    return ("word " * 40)[: length - 2] + "ab"


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        # Four broken lines make a text hard-wrapped, three do not; nor do lines as wide as no page.
        (["one two"] * 5, 1),
        (["one two"] * 4, 4),
        ([line_of(120)] * 5, 1),
        ([line_of(121), *[line_of(120)] * 4], 5),
        # More than half of the lines have to break in mid-sentence; the last one of a block says nothing.
        (["one two", "one two", "One.", "Two.", "End"], 5),
        (["one two", "one two", "one two", "One.", "Two.", "End"], 1),
        *[([f"one{mark}"] * 5, 1) for mark in ",;-–—"],
        *[([f"one{mark}"] * 5, 5) for mark in ".?!”:"],
        (["one  "] * 5, 1),
    ],
)
def test_which_texts_are_hard_wrapped(lines: list[str], parts: int) -> None:
    assert len(paragraphs("\n".join(lines))) == parts


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-8", "utf-16"])
def test_old_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    text = "The council’s plan was “dead on arrival,” said Renée Côté. “Nobody asked – not once…,” José Nuñez told her."
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert load_article(tmp_path / "a.txt").text == text


def test_control_characters_of_windows_are_what_they_were_meant_as(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{TEXT} \x93Nobody asked\x94 \x96 she said.", encoding="utf-8")
    assert load_article(tmp_path / "a.txt").text.endswith("“Nobody asked” – she said.")


# What a front page says, in twenty languages and in telegraphic English.
# fmt: off
OTHER_LANGUAGES = [
    (
        "Der Bürgermeister hat am Freitag gesagt, dass das Schwimmbad im Mai schließen wird. Der Rat ist anderer "
        "Meinung und will im Herbst noch einmal abstimmen. Die Schwimmer waren enttäuscht, und an der Kasse war "
        "schon am Morgen ein Schild zu sehen."
    ),
    (
        "De burgemeester heeft vrijdag gezegd dat het zwembad in mei dicht gaat. De raad is het daar niet mee "
        "eens en wil in de herfst opnieuw stemmen. Er was in de stad veel kritiek, en een zwemmer had een brief "
        "in de hal gehangen."
    ),
    (
        "Le maire a dit vendredi que la piscine fermera en mai. Le conseil n'est pas de cet avis et veut voter à "
        "nouveau en automne. Les nageurs ont été déçus, et on a pu voir une affiche à la caisse dès le matin."
    ),
    (
        "El alcalde dijo el viernes que la piscina cerrará en mayo. El consejo no está de acuerdo y quiere votar "
        "de nuevo en otoño. Los nadadores quedaron decepcionados y a la entrada ya se veía un cartel por la "
        "mañana."
    ),
    (
        "Il sindaco ha detto venerdì che la piscina chiuderà a maggio. Il consiglio non è d'accordo e vuole "
        "votare di nuovo in autunno. I nuotatori sono rimasti delusi, e in cassa si vedeva un cartello già in "
        "mattinata."
    ),
    (
        "O presidente da câmara disse na sexta-feira que a piscina fechará em maio. O conselho não concorda e "
        "quer votar de novo no outono. Os nadadores ficaram desiludidos e na entrada já se via um cartaz pela "
        "manhã."
    ),
    (
        "Borgmästaren sade på fredagen att badhuset stänger i maj. Rådet är av en annan mening och vill rösta "
        "igen i höst. Simmarna var besvikna, och en skylt hängde i hallen redan på morgonen för alla som kom."
    ),
    (
        "Borgmesteren sagde fredag, at svømmehallen lukker i maj. Rådet er uenigt og vil stemme igen til "
        "efteråret. Svømmerne var skuffede, og der hang allerede om morgenen et skilt ved kassen for alle, som "
        "kom."
    ),
    (
        "Ordføreren sa fredag at svømmehallen stenger i mai. Rådet er uenig og vil stemme på nytt til høsten. "
        "Svømmerne var skuffet, og det hang et skilt i hallen alt om morgenen for alle som kom."
    ),
    (
        "Pormestari sanoi perjantaina, että uimahalli suljetaan toukokuussa. Neuvosto on eri mieltä ja haluaa "
        "äänestää uudestaan syksyllä. Uimarit olivat pettyneitä, ja kassalla näkyi kyltti jo aamulla kaikille "
        "tulijoille."
    ),
    (
        "Burmistrz powiedział w piątek, że basen zostanie zamknięty w maju. Rada jest innego zdania i chce "
        "głosować ponownie jesienią. Pływacy byli rozczarowani, a w kasie już rano było widać tabliczkę dla "
        "wszystkich."
    ),
    (
        "Starosta v pátek řekl, že bazén se v květnu zavře. Rada je jiného názoru a chce na podzim hlasovat "
        "znovu. Plavci byli zklamaní a u pokladny visela už ráno cedule pro všechny, kdo přišli do haly."
    ),
    (
        "A polgármester pénteken azt mondta, hogy az uszoda májusban bezár. A tanács nem ért egyet, és ősszel "
        "újra szavazni akar. Az úszók csalódottak voltak, és a pénztárnál már reggel ki volt téve egy tábla."
    ),
    (
        "Primarul a spus vineri că piscina se va închide în mai. Consiliul nu este de acord și vrea să voteze din "
        "nou în toamnă. Înotătorii au fost dezamăgiți, iar la casă se vedea un anunț încă de dimineață."
    ),
    (
        "Belediye başkanı cuma günü havuzun mayısta kapanacağını söyledi. Meclis aynı fikirde değil ve sonbaharda "
        "yeniden oylamak istiyor. Yüzücüler hayal kırıklığına uğradı ve gişede sabahtan bir tabela vardı."
    ),
    (
        "Wali kota mengatakan pada hari Jumat bahwa kolam renang akan ditutup pada bulan Mei. Dewan tidak setuju "
        "dan ingin memilih lagi pada musim gugur. Para perenang kecewa, dan di loket sudah ada papan sejak pagi."
    ),
    (
        "Meya alisema Ijumaa kwamba bwawa litafungwa mwezi Mei. Baraza halikubaliani na linataka kupiga kura "
        "tena. Waogeleaji walisikitika, na tangu asubuhi kulikuwa na bango kwenye mlango wa ukumbi kwa wote "
        "waliofika."
    ),
    (
        "Die burgemeester het Vrydag gesê dat die swembad in Mei sal sluit. Die raad is van ander mening en wil "
        "in die herfs weer stem. Die swemmers was teleurgesteld, en by die kas was daar al in die oggend 'n bord."
    ),
    (
        "La urbestro diris vendrede ke la naĝejo fermiĝos en majo. La konsilio ne samopinias kaj volas denove "
        "voĉdoni en aŭtuno. La naĝantoj estis elrevigitaj, kaj ĉe la kaso jam matene videblis ŝildo por ĉiuj."
    ),
    (
        "Dúirt an méara Dé hAoine go ndúnfar an linn snámha i mí na Bealtaine. Níl an chomhairle ar aon intinn "
        "agus ba mhaith leo vótáil arís san fhómhar. Bhí díomá ar na snámhóirí, agus bhí fógra ag an doras ó "
        "mhaidin."
    ),
]
SHORT_ENGLISH = [
    (
        "Water rises in Norvale; a bridge is shut, and an alarm rings in streets near a mill. Rescue teams search "
        "house after house. A woman, 80, is carried into a boat. Her dog waits in a tree nearby, barking."
    ),
    (
        "Ann Lee wins in Halden. Rivals concede in a rush, an hour before midnight. Her party takes nine seats or "
        "more. Lee speaks in a crowded hall, calls a truce, thanks voters, leaves in a taxi driven by an uncle."
    ),
    (
        "Prices rise again. Bread costs a crown more, milk costs two. Bakers blame flour, farmers blame rain, "
        "ministers blame each other. A loaf is a loaf, says Tom Weller, baker in Dunmore, selling rolls in a "
        "cellar."
    ),
    (
        "Heavy rain closes schools in Merrick. Buses stop, trains crawl, an airport shuts. Officials urge people "
        "in low streets or near rivers to leave. Helen Marsh, a teacher, moves her class into a church, singing."
    ),
]
# fmt: on


@pytest.mark.parametrize("text", OTHER_LANGUAGES, ids=lambda text: text[:12])
def test_other_languages_are_refused(text: str) -> None:
    with pytest.raises(ArticleError, match="English"):
        from_text(text)


@pytest.mark.parametrize("text", SHORT_ENGLISH, ids=lambda text: text[:12])
def test_short_english_is_read(text: str) -> None:
    assert from_text(text).text == text
