"""Every pattern comes to an end on long lists and repeated phrases: none may try all ways to part them.

A child process reads, so that a pattern that does not end fails the test and does not stop the others.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from fulian_kg.resources import Library

FILES = sorted(path.removesuffix(".toml") for path, _ in Library().walk("rules", ".toml") if path != "macros.toml")
PATIENCE = 120
"""Seconds after which a child is taken not to end; on the day of writing each ended in two."""
SCRIPT = """
import sys
from itertools import product
from fulian_kg.extraction.patterns import rules
from fulian_kg.resources import Library

LEADS = ("", "成立了", "被授予", "为", "由", "以", "开展", "出席", "“", "2010年3月，", "获")
ITEMS = (
    "红色帮扶小分队、", "王小明、", "“巾帼家园”、", "妇女之家、", "30名妇女、", "为妇女提供服务，", "县妇联主席张三、",
    "和", "建立", "的", "优秀", "第一、", "Ⓝ﹍妇女、", "Ⓠ", "Ⓟ﹍，", "占", "2010年", "《手册》、", "全国",
)
TAILS = ("", "。", "等活动", "称号", "（", "Ⓠ，")
for pattern in rules(Library(), sys.argv[1]).patterns:
    for lead, item, tail in product(LEADS, ITEMS, TAILS):
        for _ in pattern.regex.finditer(lead + 24 * item + tail):
            pass
"""


@pytest.mark.parametrize("name", FILES)
def test_patterns_end_on_long_lists(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, name], check=False, timeout=PATIENCE)
    assert done.returncode == 0
