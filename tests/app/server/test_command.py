"""The command `halfhour serve`: from its start to Ctrl+C, and what is refused before anything is read."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request

import pytest
from halfhour.app.cli import app
from halfhour.app.example_study import street_study
from halfhour.app.server.listening import bound_socket
from halfhour.common.errors import InputError
from served_stand_in import ANY, TOKEN
from typer.testing import CliRunner

SERVE = [sys.executable, "-m", "halfhour", "serve"]


def fault_of(*arguments: object) -> str:
    result = CliRunner().invoke(app, ["serve", *map(str, arguments)])
    assert isinstance(result.exception, InputError)
    return str(result.exception)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_it_serves_until_it_is_told_to_stop(tmp_path) -> None:
    study = street_study(tmp_path)
    arguments = [*SERVE, str(study), "--port", "0", "--no-browser", "--lang", "zh"]
    kept = {**os.environ, "HALFHOUR_COMPILE_AHEAD": "off"}
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=kept) as process:
        lines = []
        for line in process.stderr:
            lines.append(line)
            if address := re.search(r"http://127\.0\.0\.1:\d+/", line):
                break
        with urllib.request.urlopen(address[0]) as answer:  # noqa: S310 - our own
            page = answer.read().decode()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(30) == 0
    assert '<html lang="zh">' in page
    assert "One street" in page
    assert any("读取" in line for line in lines)
    assert "已停止" in rest
    assert "Traceback" not in rest
    # Opening and serving a study writes nothing beside it.
    assert not (tmp_path / "register.gpkg").exists()


def test_a_port_that_is_taken_is_told_before_the_study_is_read(tmp_path) -> None:
    with bound_socket("127.0.0.1", 0) as taken:
        said = fault_of(tmp_path / "none.yaml", "--port", taken.getsockname()[1])
    assert "another program listens there" in said


def test_a_study_that_is_missing_is_told(tmp_path) -> None:
    assert "none.yaml" in fault_of(tmp_path / "none.yaml", "--port", 0)


def test_a_service_that_is_missing_is_told(tmp_path) -> None:
    study = street_study(tmp_path)
    said = fault_of(study, "--port", 0, "--service", "school", "--no-browser")
    assert "school" in said
    assert "clinic" in said


def test_a_language_that_is_missing_is_told(tmp_path) -> None:
    assert "language" in fault_of(tmp_path / "none.yaml", "--lang", "fr")


def test_a_token_that_could_be_guessed_is_told(tmp_path) -> None:
    said = fault_of(tmp_path / "none.yaml", "--host", ANY, "--token", "secret")
    assert "guessed" in said
    assert "secret" not in said.replace("--token", "")


def test_beyond_this_machine_a_token_is_made(tmp_path, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(
        "halfhour.app.server.run.serve_study", lambda *args, **_: seen.append(args[1])
    )
    for arguments in (["--host", ANY], ["--host", ANY, "--token", TOKEN], []):
        CliRunner().invoke(app, ["serve", str(tmp_path / "s.yaml"), *arguments])
    CliRunner().invoke(app, ["serve", "s.yaml"], env={"HALFHOUR_TOKEN": TOKEN})
    made, given, none, from_environment = (settings.token for settings in seen)
    assert [settings.shows_token for settings in seen] == [True, False, False, False]
    assert len(made) > 40
    assert (given, none, from_environment) == (TOKEN, "", TOKEN)


def test_without_its_packages_it_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    said = fault_of("study.yaml")
    assert "uvicorn" in said
    assert 'pip install "halfhour[serve]"' in said


def test_help_loads_no_server() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from halfhour.app.cli import app;"
        "r = CliRunner().invoke(app, ['serve', '--help']); print(r.output);"
        "sys.exit('fastapi' in sys.modules or 'pandas' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0
    assert "--no-browser" in result.stdout
