"""Which files a SOURCE argument means, and their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fulian_kg.errors import InputError
from fulian_kg.source.files import source_files

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_gives_its_texts_by_name_and_a_file_its_bare_name(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "浙江/案例.TXT", "浙江/图.png", ".hidden/c.txt", "浙江/.d.txt", "e.text/f.markdown"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = list(source_files([tmp_path, tmp_path / "浙江" / "图.png"]))
    assert [name for _, name in found] == ["a.txt", "b.md", "e.text/f.markdown", "浙江/案例.TXT", "图.png"]
    assert all(path.is_file() for path, _ in found)


def test_a_hidden_folder_that_is_named_itself_is_read(tmp_path: Path) -> None:
    (tmp_path / ".cases").mkdir()
    (tmp_path / ".cases" / "a.txt").touch()
    assert [name for _, name in source_files([tmp_path / ".cases"])] == ["a.txt"]


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt: no such file or folder"):
        list(source_files([tmp_path / "none.txt"]))


def test_a_folder_without_texts_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "picture.png").touch()
    with pytest.raises(InputError, match="the folder has no text"):
        list(source_files([tmp_path]))
