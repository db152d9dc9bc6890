"""Texts that want to be run: each would set `window.ran` or raise a dialog if any page, export or answer let it."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from fulian_kg.graph.build import Settings, build
from fulian_kg.graph.manifest import told_in
from fulian_kg.graph.publication import publish, writing
from fulian_kg.graph.store import FACTS, REPORT, SOURCES, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN = "window.ran=1"
SCRIPTS = (
    "<script>{run}</script>",
    "<ScRiPt >{run}</sCrIpT>",
    "<script/src=data:text/javascript,{run}></script>",
    "<script\x0ctype=module>{run}</script>",
    "<img src=x onerror={run}>",
    "<img/src=x/onerror={run}//",
    "<svg onload={run}>",
    "<svg><script>{run}</script></svg>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror={run}>",
    "<body onpageshow={run}>",
    "<input autofocus onfocus={run}>",
    "<details open ontoggle={run}>",
    "<video><source onerror={run}>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<iframe src=javascript:parent.{run}></iframe>",
    "<object data=javascript:{run}>",
    "<embed src=javascript:{run}>",
    "<a href=javascript:{run} id=go>x</a>",
    "<form action=javascript:{run}><button>x</button></form>",
    "<meta http-equiv=refresh content=0;url=javascript:{run}>",
    "<base href=javascript:{run}//>",
    "<link rel=stylesheet href=data:text/css,*{{background:url(x)}}>",
    "<style>@import 'javascript:{run}';</style>",
    "<template><script>{run}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "<!--><script>{run}</script>-->",
    "<![CDATA[<script>{run}</script>]]>",
    "javascript:{run}",
    "data:text/html,<script>{run}</script>",
    "&lt;script&gt;{run}&lt;/script&gt;",
    "&#60;script&#62;{run}&#60;/script&#62;",
    "\\u003cscript\\u003e{run}\\u003c/script\\u003e",
    "%3Cscript%3E{run}%3C/script%3E",
    "＜script＞{run}＜/script＞",
    "{{{{7*7}}}}{{{{ self.__init__.__globals__ }}}}{run}",
    "${{{run}}}",
    "#{{{run}}}",
    "<%= {run} %>",
    "`{run}`",
    "[x](javascript:{run})",
    "![x](http://127.0.0.1:9/ '{run}')",
)
"""`{run}` is what would be run."""
ESCAPES = (
    "{}",
    '">{}',
    "'>{}",
    "</title>{}",
    "</textarea>{}",
    "</script>{}",
    "-->{}",
    '" autofocus onfocus=' + RUN + ' x="{}',
    "]]>{}",
    "石景山\u202e{}",
    "\x01\x7f{}",
)
"""Ways out of the place where a text stands."""
OTHERS = (
    '=HYPERLINK("http://127.0.0.1:9/","x")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-1+cmd|' /C calc'!A0",
    "\t=1+1",
    "＝1+1",
    "' OR 1=1 --",
    'x"; DROP TABLE answers; --',
    'NEAR("a" "b", 3) AND *',
    '" } INSERT DATA { <urn:a> <urn:b> <urn:c> } #',
    "> } ; DROP ALL ; { <",
    '\\" . ?s ?p ?o . } UNION { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } } #',
    "?x",
    "$x",
    "_:b",
    "http://127.0.0.1:9/",
    "file:///etc/passwd",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "..\\..\\windows\\win.ini",
    "a\r\nSet-Cookie: ran=1\r\n\r\n<script>" + RUN + "</script>",
    "%0d%0aSet-Cookie:%20ran=1",
    "\u0000",
    "\ufeff\ufffe\uffff",
    "\u2028\u2029",
    "\u2066\u2067\u202a\u202b",
    "𠮷㐂" * 50,
    "字" * 5000,
    "%" * 200,
    "%ff%fe",
    "9" * 400,
    "-1",
    "1e309",
    "NaN",
    "null",
    "[]",
    "{}",
    "",
    " ",
)
HOSTILE = tuple(escape.replace("{}", script.format(run=RUN)) for escape, script in product(ESCAPES, SCRIPTS)) + tuple(
    sorted({other + tail for other, tail in product(OTHERS, ("", "石景山"))})
)
"""Each another text; more than 500."""
LINE = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
EXAMPLE = Path(__file__).parents[1] / "examples" / "compilation.md"
NAME = "恶意<img src=x onerror=window.ran=1>'\"&.md"


def hostile_store(folder: Path) -> Path:
    """Make a store in which every text is hostile: those of labels by hand, those of a source as it was read."""
    source = folder / NAME
    source.write_text("\n\n".join(_case()), "utf-8")
    made = build([EXAMPLE, source], Settings())
    with writing(folder / "read"):
        made.publish(folder / "read")
    read = open_store(folder / "read")
    with writing(folder / "kg"):
        files = {FACTS: read.facts_text(), REPORT: (read.folder / REPORT).read_text("utf-8")}
        files |= {f"{SOURCES}/{each.name}": each.read_text("utf-8") for each in (read.folder / SOURCES).iterdir()}
        manifest = told_in(read.manifest)
        publish(folder / "kg", _worse(read.rdf), files, manifest)
    return folder / "kg"


def _case() -> Iterator[str]:
    yield "# " + " ".join(HOSTILE[0].split())
    yield "江苏省盐城市大丰县妇联"
    for number, text in enumerate(HOSTILE[::9], 1):
        plain = text.translate(dict.fromkeys(map(ord, LINE), " "))
        yield f"{2000 + number % 10}年，大丰县妇联创建“{plain}”工作法，县财政按照妇女每人每年{number}元拨款。{plain}"


def _worse(rdf: ox.Store) -> Iterator[ox.Quad]:
    """Every statement, those of texts with something hostile at their end, some at their start; codes and ids are ours.

    What has a language or is not ASCII is a text.
    """
    for number, quad in enumerate(sorted(rdf, key=str)):
        value = quad.object
        if isinstance(value, ox.Literal) and (value.language or not value.value.isascii()):
            hostile = HOSTILE[number % len(HOSTILE)]
            text = value.value + hostile if number % 3 else hostile + value.value
            value = ox.Literal(text, language=value.language) if value.language else ox.Literal(text)
        yield ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)
