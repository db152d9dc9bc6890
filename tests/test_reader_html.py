"""Web pages: what a reader of the page sees, in its order, without what stands around the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulian_kg.errors import InputError
from fulian_kg.source.reading import text_of

NAMES = st.sampled_from(["p", "div", "b", "table", "tr", "td", "ul", "ol", "li", "h2", "article", "nav", "br", "pre"])
SOUP = st.lists(
    st.one_of(
        NAMES.map("<{}>".format), NAMES.map("</{}>".format), st.sampled_from(["妇联", "12个", " ", "\n", "&", "<!--"])
    )
)


def text(page: str) -> str:
    return text_of(page.encode(), "case.html").text


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("<h1>种好\n<i>责任</i>田</h1><p>一、<b>抓</b>阵地", "# 种好责任田\n\n一、抓阵地\n"),
        ("<script>var a='<p>妇联'</script><style>p{}</style><!-- 注 --><p>正文", "正文\n"),
        ("<nav>首页</nav><header>网站</header><aside>推荐</aside><p>正文<footer>版权", "正文\n"),
        ("<p>前</p><article><header><h1>题</h1></header><p>文</article><p>后", "# 题\n\n文\n"),
        ("<p>前</p><main><article>一</article><article>二</article></main>后", "一\n\n二\n"),
        ("<main></main><article hidden>旧</article><p>都在外面", "都在外面\n"),
        ('<p hidden>甲<p style="display : none">乙<p aria-hidden="true">丙<div role=banner>丁</div><p>戊', "戊\n"),
        ('<h2 style="display:none">甲</h2><p>乙<h3>丙</h3>', "乙\n\n### 丙\n"),
        ("<p>2009年，县妇联在\n  26个镇\tA\nB&nbsp;C&#12298;", "2009年，县妇联在 26个镇 A B\xa0C《\n"),
        ("<p>甲<br>乙<br/>丙", "甲\n乙\n丙\n"),
        ("<pre>甲 1\n乙 2</pre>", "甲 1\n乙 2\n"),
        ("<del>500</del><ins>512</ins>个<ruby>聯<rp>(</rp><rt>lián</rt><rp>)</rp></ruby>", "512个聯\n"),
        (
            "<ul><li>甲<li><p>乙</ul><ol start=3><li>丙<li value=7>丁<li>戊</ol>",
            "- 甲\n\n- 乙\n\n3. 丙\n\n7. 丁\n\n8. 戊\n",
        ),
        ("<ol type=a><li>甲<ol><li>乙</ol><li>丙</ol>", "a. 甲\n\n1. 乙\n\nb. 丙\n"),
        (
            "<table><tr><th>项<th>数<tr><td>妇女之家<td>86个</table>",
            "| 项 | 数 |\n| --- | --- |\n| 妇女之家 | 86个 |\n",
        ),
        ("<table><tr><td><table><tr><td>甲<td>乙</table><td>丙</table>", "| 甲 乙 | 丙 |\n| --- | --- |\n"),
        ("<table><tr><td><h1>题</h1><p>一。<p>二。<td>旁</table>", "# 题\n\n一。\n\n二。\n\n旁\n"),
        ("<p>甲<table>乙<tr>丙<td>丁</table>戊", "甲\n\n乙\n\n丙\n\n丁\n\n戊\n"),
        ("甲</p></div></table>乙", "甲乙\n"),
    ],
)
def test_a_page_says_what_is_seen(page: str, wanted: str) -> None:
    assert text(page) == wanted


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=gb2312>", "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gb18030"),
        ("<meta charset='big5'>", "big5"),
        ("<meta charset=utf-8>", "gb18030"),
        ("<meta charset=klingon>", "utf-8"),
        ("", "gb18030"),
        ('<?xml version="1.0" encoding="gbk"?>', "utf-8-sig"),
    ],
)
def test_a_page_is_decoded_as_it_says_if_that_is_true(head: str, encoding: str) -> None:
    said = "臺北市婦女會的成就" if encoding == "big5" else "市妇女工作的成就"
    found = text_of(f"<!doctype html>{head}<p>{said}".encode(encoding), "case.html")
    assert (found.text, found.encoding) == (f"{said}\n", "html")


def test_a_page_is_known_by_its_beginning_or_by_its_name() -> None:
    page = "\n<!-- 存于2012年 -->\n<HTML><p>妇联</HTML>"
    assert text_of(page.encode(), "case.txt").text == "妇联\n"
    assert text_of("<p>妇联".encode(), "案例/case.HTM").text == "妇联\n"
    assert text_of("<p>妇联".encode(), "case.txt").text == "<p>妇联"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html></html>", "the document has no text"),
        ("<!-- -->", "the document has no text"),
        ("", "the file is empty"),
        ("<div>" * 5000 + "妇联", "nested too deeply"),
    ],
)
def test_what_is_no_page_says_so(page: str, words: str) -> None:
    with pytest.raises(InputError, match=rf"^case\.html: .*{words}"):
        text(page)


def test_nothing_is_fetched_and_no_entity_is_opened() -> None:
    page = '<!DOCTYPE html SYSTEM "file:///etc/hostname" [<!ENTITY a SYSTEM "file:///etc/hostname">]><p>妇联&a;'
    assert "妇联&a;" in text(page)


@given(SOUP)
def test_any_soup_of_tags_keeps_what_stands_in_no_left_out_element(soup: list[str]) -> None:
    page = "<p>起" + "".join(soup)
    found = text(page)
    assert found.startswith("起")
    if "<!--" not in soup and "<nav>" not in soup and "<article>" not in soup:
        assert found.count("妇联") == soup.count("妇联")


def test_a_long_list_is_counted_once() -> None:
    assert text("<ol>" + "<li>妇联" * 5000).endswith("5000. 妇联\n")
