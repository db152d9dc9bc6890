"""The codebook: notes that part the themes, labels by hand, agreement with a store, the command and its page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.errors import InputError, UsageError
from fulian_kg.graph.store import open_store
from fulian_kg.lexicon.themes import ThemeTagger
from fulian_kg.query.agreement import averages
from fulian_kg.query.codebook import agreement, codebook, counted, judge
from fulian_kg.query.codebook_page import page
from fulian_kg.query.codebook_views import MEASURES, SHEET
from fulian_kg.query.labels import Label, hand_labels, read_labels, title_key
from fulian_kg.query.scheme import Scheme, chosen, named, scheme_in, scheme_of, themes
from fulian_kg.resources import Library
from fulian_kg.vocabulary import DCTERMS, FL, RDF
from validating import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran
    from fulian_kg.query.codebook import Codebook

LIBRARY = Library()
SCHEME = scheme_in(LIBRARY)
THEMES = themes(SCHEME)
LABELS = hand_labels(LIBRARY)
BY_TITLE = {label.title: label for label in LABELS}
IN_BODIES_ONLY = {"grid-service", "assistance"}
"""Themes that no title of the catalogue names."""
HOSTILE = "</title><script>alert(1)</script>“'\\\"&amp;\\u202E]]>"
OWN = f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix fl: <https://w3id.org/fulian/ns#> .
@prefix theme: <https://w3id.org/fulian/def/theme/> .
theme:own-theme skos:broader theme:organization ; skos:notation "T99" ;
  skos:prefLabel "绣娘{HOSTILE}"@zh, "embroidery"@en ; skos:definition "{HOSTILE}"@zh ;
  fl:includes "T99 T01 {HOSTILE}"@zh ; fl:excludes "T01"@zh ; skos:example "{HOSTILE}"@zh .
"""


@pytest.fixture(scope="module")
def found(example_store: Path) -> Codebook:
    """The codebook of the example."""
    return codebook(LIBRARY, open_store(example_store))


@pytest.fixture
def hostile(tmp_path: Path) -> Library:
    """A library with a theme whose texts would break a page."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "own.ttl").write_text(OWN, "utf-8")
    return Library(tmp_path)


def test_every_theme_has_notes_in_both_languages_and_none_repeats_another() -> None:
    assert (len(THEMES), len(SCHEME)) == (35, 41)
    texts = [told for each in SCHEME.values() for told in (each.definition, each.includes, each.excludes)]
    assert all(set(told) == {"zh", "en"} for told in texts)
    assert not {text for text, times in Counter(t for told in texts for t in told.values()).items() if times > 1}
    for each in SCHEME.values():
        for told in (each.includes, each.excludes):
            assert told["zh"].endswith("。")
            assert told["en"].endswith(".")


def test_what_a_theme_excludes_goes_to_other_themes_in_both_languages_alike() -> None:
    notations = {each.notation: each.id for each in THEMES.values()}
    for each in THEMES.values():
        named_in = {language: re.findall(r"T\d\d", each.excludes[language]) for language in ("zh", "en")}
        assert set(named_in["zh"]) == set(named_in["en"]), each.id
        assert set(named_in["zh"]) <= notations.keys() - {each.notation}
        assert named_in["zh"], each.id


@pytest.mark.parametrize("theme", sorted(THEMES.keys() - IN_BODIES_ONLY))
def test_an_example_is_a_title_with_that_label_by_hand(theme: str) -> None:
    assert THEMES[theme].examples
    for example in THEMES[theme].examples:
        assert theme in BY_TITLE[title_key(example)].themes


@pytest.mark.parametrize("theme", sorted(IN_BODIES_ONLY))
def test_what_no_title_names_quotes_the_example_compilation(theme: str) -> None:
    assert not any(theme in label.themes for label in LABELS)
    text = (ROOT / "examples" / "compilation.md").read_text("utf-8")
    for example in THEMES[theme].examples:
        assert example in text
        assert theme in ThemeTagger(LIBRARY).title(example)


def test_our_labels_are_those_of_the_annotated_catalogue(shared: Path) -> None:
    with (shared / "gold/catalogue.csv").open(encoding="utf-8", newline="") as file:
        rows = {title_key(row["title"]): row for row in csv.DictReader(file)}
    assert rows.keys() == BY_TITLE.keys()
    for title, row in rows.items():
        assert BY_TITLE[title].themes == set(filter(None, row["themes"].split(";")))
        assert BY_TITLE[title].confidence == row["theme_confidence"]


def test_agreement_on_the_seed_is_what_an_independent_count_says(shared: Path, seed_store: Path) -> None:
    store = open_store(seed_store)
    facts = [json.loads(line) for line in store.facts_text().splitlines()]
    automatic = {fact["case"]: set(fact.get("themes") or ()) for fact in facts if fact["type"] == "case"}
    with (shared / "gold/catalogue.csv").open(encoding="utf-8", newline="") as file:
        gold = {int(row["number"]): set(row["themes"].split(";")) for row in csv.DictReader(file)}
    assert automatic.keys() == gold.keys()
    found = agreement(store, LIBRARY)
    assert found.keys() == THEMES.keys()
    for theme, each in found.items():
        pairs = Counter((theme in gold[number], theme in automatic[number]) for number in gold)
        both, only_hand, only_automatic = pairs[True, True], pairs[True, False], pairs[False, True]
        assert (each.hand, each.automatic, each.both, each.cases) == (
            *(both + only_hand, both + only_automatic, both),
            106,
        )
    hits = sum(len(gold[number] & automatic[number]) for number in gold)
    f1 = averages(found).pooled.f1
    assert f1 == pytest.approx(2 * hits / sum(len(gold[n]) + len(automatic[n]) for n in gold))
    assert round(f1 or 0, 3) >= 0.997


def test_the_example_has_the_same_titles_and_so_the_same_agreement(found: Codebook, seed_store: Path) -> None:
    assert found.measured is not None
    assert found.measured.agreements == agreement(open_store(seed_store), LIBRARY)
    assert found.measured.unmatched == 0
    assert [each.number for each in found.measured.judged] == list(range(1, 107))
    assert [each.number for each in found.measured.disagreements] == [29]


def test_usage_counts_cases_once_for_a_theme_and_once_for_its_group(found: Codebook, example_store: Path) -> None:
    assert found.measured is not None
    rdf = open_store(example_store).rdf
    for concept, (title, text) in found.measured.usage.items():
        members = {concept, *(each.id for each in THEMES.values() if each.group == concept)}
        for prop, count in ((FL.titleTheme, title), (FL.textTheme, text)):
            cases = {
                quad.subject
                for theme in members
                for quad in rdf.quads_for_pattern(None, prop, ox.NamedNode(SCHEME[theme].iri))
            }
            assert len(cases) == count


def small(*cases: tuple[int | None, str, str]) -> ox.Store:
    """A store of cases: number, title, theme."""
    rdf = ox.Store()
    for at, (number, title, theme) in enumerate(cases):
        case = ox.NamedNode(f"https://example.org/case/{at}")
        graph = ox.NamedNode("https://example.org/graph")
        rdf.add(ox.Quad(case, RDF.type, FL.Case, graph))
        rdf.add(ox.Quad(case, DCTERMS.title, ox.Literal(title, language="zh"), graph))
        rdf.add(ox.Quad(case, FL.titleTheme, ox.NamedNode(SCHEME[theme].iri), graph))
        if number is not None:
            rdf.add(ox.Quad(case, FL.caseNumber, ox.Literal(number), graph))
    return rdf


def labels(text: str, folder: Path) -> tuple[Label, ...]:
    file = folder / "labels.csv"
    file.write_text(text, "utf-8")
    return read_labels(file, SCHEME)


def test_labels_find_their_case_by_title_however_printed_or_by_number(tmp_path: Path) -> None:
    rdf = small(
        (1, "妇女　进 村（居）“两委”", "two-committees"), (2, "工作经费", "work-funding"), (3, "无人标", "stronghold")
    )
    given = labels("title,number,themes\n妇女进村(居)“两委”,,T10；工作经费保障\n,2,\n", tmp_path)
    found = list(judge(rdf, given))
    assert [(each.number, set(each.hand), set(each.automatic)) for each in found] == [
        (1, {"two-committees", "work-funding"}, {"two-committees"}),
        (2, set(), {"work-funding"}),
    ]
    counts = counted(found, THEMES)
    assert (counts["work-funding"].hand, counts["work-funding"].automatic, counts["work-funding"].both) == (1, 1, 0)
    assert counts["two-committees"].kappa == 1
    assert counts["work-funding"].kappa == -1
    assert counts["stronghold"].kappa is None


def test_every_case_of_a_title_counts_and_so_does_one_without_a_number() -> None:
    rdf = small((None, "工作经费", "work-funding"), (7, "工作经费", "stronghold"))
    label = Label("工作经费", None, frozenset({"work-funding"}), None, "x.csv", 2)
    assert [each.number for each in judge(rdf, [label])] == [7, None]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("number,themes\n1,T10\n2,T18\n", "2 cases of the store have the number 2"),
        ("title,number,themes\n甲,,T10\n,1,T18\n", "labelled in labels.csv:2 already"),
    ],
)
def test_a_label_that_means_no_one_case_is_refused_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    rdf = small((1, "甲", "two-committees"), (2, "乙", "two-committees"), (2, "丙", "two-committees"))
    with pytest.raises(InputError, match=rf"labels\.csv:3: .*{why}"):
        list(judge(rdf, labels(text, tmp_path)))


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "the head must name"),
        ("title,confidence\n甲,high\n", 1, "the head must name"),
        ("themes\nT10\n", 1, "the head must name"),
        ("title,themes\n", None, "there is no label"),
        ("title,themes\n甲,T10\n乙,妇女之佳\n", 3, "there is no theme '妇女之佳'"),
        ("title,themes\n甲,T77\n", 2, "there is no theme 'T77'"),
        ("title,themes\n甲,two-comittees\n", 2, "did you mean two-committees"),
        ("title,themes\n甲,participation\n", 2, "participation is a group of themes"),
        ("title,themes\n,T10\n", 2, "neither title nor number"),
        ("number,themes\n一,T10\n", 2, "the number of the case is '一'"),
        ("number,themes\n-1,T10\n", 2, "the number of the case is '-1'"),
        ("title,themes\n甲,T10,T11\n", 2, "3 cells, the head 2"),
        ("title,themes\n甲\n", 2, "1 cells, the head 2"),
        ("title,themes\n甲,T10\n\n甲 ,T11\n", 4, r"labelled in labels\.csv:2 already"),
        ("number,themes\n1,T10\n01,T10\n", 3, r"labelled in labels\.csv:2 already"),
        ('title,themes\n"甲,T10\n', 2, "unexpected end of data"),
        ("title,themes\n" + "甲" * 200_000 + ",T10\n", 2, "field larger"),
    ],
)
def test_a_wrong_line_of_labels_is_named(tmp_path: Path, text: str, line: int | None, why: str) -> None:
    place = r"labels\.csv" + (f":{line}: " if line else ": ")
    with pytest.raises(InputError, match=f"^{place}.*{why}"):
        labels(text, tmp_path)


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.csv").write_bytes(b"title,themes\n\xff\xfe,T10\n")
    for name, why in (("binary.csv", "not a UTF-8 text"), ("none.csv", "cannot be read")):
        with pytest.raises(InputError, match=why):
            read_labels(tmp_path / name, SCHEME)


def test_chinese_heads_and_names_of_themes_are_understood(tmp_path: Path) -> None:
    text = "\ufeff案例,标题,主题,把握\n3,甲,女性人才；t10; 强基固本 ,high\n"
    [label] = labels(text, tmp_path)
    assert label.themes == {"female-talent", "two-committees", "foundation-consolidation"}
    assert (label.title, label.number, label.confidence) == ("甲", None, "high")


@given(st.text())
def test_any_file_of_labels_is_read_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        count = len(read_labels(file, SCHEME))
    except InputError as error:
        count = len(str(error).partition("any.csv")[2])
    assert count


def test_own_labels_and_themes_travel_with_a_library(tmp_path: Path, example_store: Path) -> None:
    folder = tmp_path / "ontology" / "labels"
    folder.mkdir(parents=True)
    (folder / "mine.csv").write_text("title,themes\n从未见过的标题,T10\n", "utf-8")
    added = hand_labels(Library(tmp_path))
    assert len(added) == len(LABELS) + 1
    (folder / "catalogue.csv").write_text("title,themes\n工作要争先 机制作保障,T23\n", "utf-8")
    replaced = codebook(Library(tmp_path), open_store(example_store)).measured
    assert replaced is not None
    assert (len(replaced.judged), replaced.unmatched) == (1, 1)
    assert replaced.judged[0].spurious == {"mechanism-innovation"}


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (["T10"], {"two-committees"}),
        (["women's HOME", "工作经费保障"], {"womens-home", "work-funding"}),
        (["cadres"], {"cadres", "cadre-team", "training-quality", "female-talent", "learning-organization"}),
        ([], set(SCHEME)),
    ],
)
def test_concepts_are_chosen_by_any_name(wanted: list[str], ids: set[str]) -> None:
    assert set(chosen(SCHEME, wanted)) == ids


@pytest.mark.parametrize("wanted", ["", " ", "no-such", "T", "石"])
def test_an_unknown_concept_is_refused(wanted: str) -> None:
    with pytest.raises(UsageError, match="there is no theme"):
        named(SCHEME, wanted)


def test_the_scheme_of_a_store_is_that_of_its_build_in_the_same_order(example_store: Path) -> None:
    assert list(scheme_of(open_store(example_store).rdf).items()) == list(SCHEME.items())
    assert [each.notation for each in THEMES.values()] == sorted(each.notation or "" for each in THEMES.values())


@pytest.mark.parametrize(
    "statements",
    [
        "theme:a skos:broader theme:b . theme:b skos:broader theme:a .",
        "theme:a skos:broader theme:a .",
        "theme:a skos:broader [] . [] skos:broader theme:a .",
        'theme:a skos:broader theme:two-committees ; skos:prefLabel "下位"@zh ; skos:notation "T10.1" .',
    ],
)
def test_a_scheme_of_any_shape_is_told_and_ends(tmp_path: Path, statements: str) -> None:
    (tmp_path / "ontology").mkdir()
    head = "\n".join(line for line in OWN.splitlines() if line.startswith("@prefix"))
    (tmp_path / "ontology" / "own.ttl").write_text(f"{head}\n{statements}", "utf-8")
    found = codebook(Library(tmp_path))
    assert set(found.scheme) >= set(SCHEME)
    read_page(page(found, found.scheme, LIBRARY))
    if "T10.1" in statements:
        assert found.scheme["a"].group == "participation"


def read_page(text: str) -> tuple[ET.Element, list[str], list[str]]:
    """A page as XML, its ids, and where its links lead."""
    root = ET.fromstring(text)  # noqa: S314  our own page
    ids = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
    links = [unquote(each.attrib["href"].removeprefix("#")) for each in root.iter("a")]
    return root, ids, links


@pytest.mark.parametrize("wanted", [[], ["two-committees", "T29"]])
def test_the_page_is_well_formed_and_every_link_leads_somewhere(found: Codebook, wanted: list[str]) -> None:
    kept = chosen(found.scheme, wanted)
    root, ids, links = read_page(page(found, kept, LIBRARY))
    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)
    assert {f"theme-{name}" for name in kept} <= set(ids)
    assert "theme-two-committees" in ids
    assert root.attrib["lang"] == "zh"
    assert {each.attrib["lang"] for each in root.iter() if "lang" in each.attrib} == {"zh", "en"}
    assert not list(root.iter("script"))
    assert not [each for each in root.iter() if {"src", "style", "onclick"} & each.attrib.keys()]
    assert "http" not in "".join(each.attrib["href"] for each in root.iter("a"))


def test_headings_go_down_by_one(found: Codebook) -> None:
    root, _, _ = read_page(page(found, found.scheme, LIBRARY))
    levels = [int(each.tag[1]) for each in root.iter() if re.fullmatch(r"h[1-6]", each.tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_shows_every_note_and_figure(found: Codebook) -> None:
    text = "".join(read_page(page(found, found.scheme, LIBRARY))[0].itertext())
    for each in found.scheme.values():
        for told in (each.label, each.definition, each.includes, each.excludes):
            assert all(words in text for words in told.values())
        assert all(example in text for example in each.examples)
    assert "0.997" in text
    assert "创建社区妇女儿童之家" in text.partition("Disagreements")[2]


def test_hostile_texts_are_text_on_the_page(hostile: Library) -> None:
    found = codebook(hostile)
    assert found.scheme["own-theme"].label["zh"].endswith("\u202e]]>")
    text = page(found, found.scheme, LIBRARY)
    root, ids, links = read_page(text)
    assert not list(root.iter("script"))
    assert "<script" not in text
    assert "\u202e" not in text
    assert "theme-own-theme" in ids
    assert set(links) <= set(ids)
    shown = "".join(root.itertext())
    assert shown.count("</title><script>alert(1)</script>“'\"&amp;\ufffd]]>") >= 4


def test_a_hostile_title_is_text_on_the_page() -> None:
    title = "<img src=x onerror=alert(1)>&\u202e"
    rdf = small((1, title, "stronghold"))

    class Opened:
        """What the codebook needs of a store."""

        def __init__(self) -> None:
            self.rdf = rdf
            self.rdf.extend(
                quad for quad in ox.parse((ROOT / "ontology" / "themes.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
            )

    label = Label(title_key(title), None, frozenset({"work-funding"}), "<b>", "x.csv", 2)
    found = codebook(LIBRARY, Opened(), [label])  # type: ignore[arg-type]
    root, _, _ = read_page(page(found, found.scheme, LIBRARY))
    assert not list(root.iter("img"))
    assert not list(root.iter("b"))
    assert "<img src=x onerror=alert(1)>&\ufffd" in "".join(root.itertext())


@pytest.fixture
def tell(example_store: Path, run: Callable[..., Ran]) -> Callable[..., str]:
    """What the command writes about the example."""

    def told(*arguments: str | Path) -> str:
        ran = run("codebook", "--store", example_store, *arguments)
        assert (ran.code, ran.err) == (0, "")
        return ran.out

    return told


def test_json_has_everything(tell: Callable[..., str]) -> None:
    found: dict[str, Any] = json.loads(tell("--format", "json"))
    assert [each["id"] for each in found["concepts"]] == list(SCHEME)
    by_id = {each["id"]: each for each in found["concepts"]}
    funding = by_id["work-funding"]
    assert funding["notation"] == "T18"
    assert funding["cases"] == {"title": 1, "text": 1}
    assert funding["agreement"].keys() >= {"hand", "automatic", "both", "cases", "kappa_interval", *MEASURES}
    assert by_id["grid-service"]["agreement"]["kappa"] is None
    assert by_id["support"]["agreement"] is None
    assert found["labels"] == {"cases": 106, "unmatched": 0}
    assert found["averages"]["micro"]["f1"] == 0.9973
    assert found["averages"]["macro"]["of"]["kappa"] == 33
    assert [row["spurious"] for row in found["disagreements"]] == [["grassroots-organization"]]
    assert "optimistic" in found["note"]["en"]


def test_csv_and_table_and_markdown_tell_the_same_figures(tell: Callable[..., str]) -> None:
    rows = list(csv.DictReader(io.StringIO(tell("--format", "csv"))))
    assert tuple(rows[0]) == SHEET
    assert len(rows) == 35
    first = rows[0]
    assert (first["hand"], first["automatic"], first["both"], first["precision"]) == ("41", "42", "41", "0.9762")
    assert rows[29]["kappa"] == ""
    table = next(line for line in tell().splitlines() if "grassroots-organization" in line).split()
    assert table[3:9] == ["42", "1", "41", "42", "41", "0.976"]
    assert "| T01 | 基层妇联组织建设 | grassroots-organization | 42 | 1 | 41 | 42 | 41 | 0.976 |" in tell(
        "--format", "md"
    )


@pytest.mark.parametrize("form", ["table", "csv", "json", "md", "html"])
def test_disagreements_can_be_seen_in_every_format_and_kept_to_a_theme(tell: Callable[..., str], form: str) -> None:
    shown = tell("--disagreements", "--format", form)
    assert "创建社区妇女儿童之家 探索妇联基层组织联系和服务妇女的新载体" in shown
    if form != "html":
        assert "创建社区妇女儿童之家" not in tell("--disagreements", "--format", form, "work-funding")
        assert "创建社区妇女儿童之家" in tell("--disagreements", "--format", form, "organization")


def test_labels_of_ones_own_take_the_place_of_ours(tell: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("number,themes\n1,T24\n2,T18;T29\n999,T01\n", "utf-8")
    found = json.loads(tell("--labels", file, "--format", "json"))
    assert found["labels"] == {"cases": 2, "unmatched": 1}
    assert "optimistic" not in found["note"]["en"]
    [row] = found["disagreements"]
    assert (row["number"], row["missed"], row["spurious"]) == (1, [], ["training-quality"])


def test_a_theme_in_no_label_is_named_for_it_may_be_younger_than_the_labels(
    tell: Callable[..., str], tmp_path: Path
) -> None:
    file = tmp_path / "own.csv"
    file.write_text("number,themes\n1,T24\n2,T18;T29\n", "utf-8")
    assert "标注中从未出现而有自动标注的主题（training-quality）" in tell("--labels", file)
    assert "从未出现" not in tell()


def test_one_theme_is_told_in_words(tell: Callable[..., str]) -> None:
    told = tell("T10")
    each = THEMES["two-committees"]
    assert all(words in told for words in (*each.includes.values(), *each.excludes.values(), *each.examples))
    assert "κ 1.000" in told
    assert "womens-congress" not in told


def test_without_a_store_the_scheme_stands_alone(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for form in ("table", "json", "csv", "md", "html"):
        ran = run("codebook", "--format", form)
        assert ran.code == 0
        assert "two-committees" in ran.out
        assert "No store" in ran.err
    found = json.loads(run("codebook", "--format", "json").out)
    assert found["labels"] is found["averages"] is found["disagreements"] is found["note"] is None
    assert found["concepts"][0]["cases"] is None


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("--store", "nowhere"), 4, "there is no store at nowhere"),
        (("--disagreements",), 2, "name it with --store"),
        (("--labels", "labels.csv"), 2, "name it with --store"),
        (("no-such-theme",), 2, "there is no theme 'no-such-theme'"),
        (("--with", "own"), 3, r"ontology/own\.ttl:1: not Turtle"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(
    run: Callable[..., Ran],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    why: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own" / "ontology").mkdir(parents=True)
    (tmp_path / "own" / "ontology" / "own.ttl").write_text("none", "utf-8")
    ran = run("codebook", *arguments)
    assert ran.code == code
    assert re.search(why, ran.err)
    assert not ran.out


def test_a_wrong_file_of_labels_is_refused_by_the_command(
    run: Callable[..., Ran], example_store: Path, tmp_path: Path
) -> None:
    file = tmp_path / "own.csv"
    file.write_text("title,themes\n甲,T77\n", "utf-8")
    ran = run("codebook", "--store", example_store, "--labels", file)
    assert ran.code == 3
    assert "own.csv:2: there is no theme 'T77'" in ran.err


def test_the_same_bytes_every_time(tell: Callable[..., str], hostile: Library) -> None:
    for form in ("html", "json"):
        assert tell("--format", form) == tell("--format", form)
    schemes: list[Scheme] = [scheme_in(hostile), scheme_in(hostile)]
    assert list(schemes[0].items()) == list(schemes[1].items())


@pytest.mark.parametrize("form", ["table", "md"])
def test_no_label_steers_a_terminal(run: Callable[..., Ran], hostile: Library, form: str) -> None:
    assert hostile.extra is not None
    ran = run("codebook", "--with", hostile.extra, "--format", form, "own-theme")
    assert ran.code == 0
    assert "own-theme" in ran.out
    assert "\u202e" not in ran.out
