"""The installed wheel, without the checkout, does the main job."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from fulian_kg.resources import FOLDERS

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.venv


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT), cwd=out)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with `venv/`, whose only fulian_kg is the wheel; its dependencies are those of the tests."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place / "venv", with_pip=False)
    python = place / "venv" / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-deps",
        "--no-index",
        str(wheel),
        cwd=place,
    )
    packages = next((place / "venv" / "lib").glob("python*/site-packages"))
    # A path in a .pth file is not searched for .pth files itself, so that the editable checkout stays out.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    shutil.copy(ROOT / "examples" / "compilation.md", place)
    return place


def run(*command: str, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fulian(place: Path, *arguments: str) -> str:
    return run(str(place / "venv" / "bin" / "fulian-kg"), *arguments, cwd=place)


def test_the_wheel_carries_every_folder_and_no_code_in_them(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    for folder in FOLDERS:
        assert [name for name in names if name.startswith(f"fulian_kg/{folder}/")]
        assert not [name for name in names if name.startswith(f"fulian_kg/{folder}/") and name.endswith(".py")]
    assert "fulian_kg/py.typed" in names


def test_it_is_the_wheel_that_runs(installed: Path) -> None:
    place = run(str(installed / "venv/bin/python"), "-c", "import fulian_kg; print(fulian_kg.__file__)", cwd=installed)
    assert Path(place).is_relative_to(installed)


def test_the_main_job(installed: Path) -> None:
    ledger = json.loads(fulian(installed, "build", "compilation.md", "--format", "json"))
    assert ledger["cases"] == {"expected": 106, "found": 106, "full_text": 2}
    assert ledger["violations"] == 0
    assert ledger["unresolved"] == []
    assert "九道湾" in fulian(installed, "query", "evidence", "-p", "text=九道湾")
    assert "北京市" in fulian(installed, "compare")
    assert "石景山" in fulian(installed, "show", "石景山区妇联")
    assert "西城区" in fulian(installed, "region", "宣武区", "--at", "2010-05-01")
    assert fulian(installed, "export").startswith("@prefix")
    assert json.loads(fulian(installed, "validate", "--format", "json"))["conforms"]
    fulian(installed, "verify")
    assert "theme-two-committees" in fulian(installed, "codebook", "--format", "html")


def test_scripts_of_pages_are_in_the_wheel(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    assert {f"fulian_kg/server/static/{name}.js" for name in ("workbench", "chart", "drawn")} <= {*names}


@pytest.mark.bundle
def test_the_bundle_of_the_editor_is_in_the_wheel(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    assert {f"fulian_kg/server/static/built/{name}" for name in ("editor.js", "licences.txt")} <= {*names}
