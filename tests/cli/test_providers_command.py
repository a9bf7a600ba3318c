"""`jobai providers`: adding, listing, testing, choosing and removing; and where a key never is."""

from __future__ import annotations

import re
import sqlite3
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from terminal import CTRL_C, Terminal
from wire import faults

if TYPE_CHECKING:
    from commands import Jobai
    from wire import WireServer

KEY = "sk-invented-0123456789-tail"


@pytest.fixture
def jobai(ready: Jobai) -> Jobai:
    """A store that is there already: making one takes longer than these commands."""
    return ready


def add(jobai: Jobai, provider: str = "openai", *options: str, key: str = KEY) -> None:
    result = jobai("providers", "add", provider, "--api-key-stdin", *options, stdin=f"{key}\n")
    assert result.code == 0, result.stderr


def configs(jobai: Jobai) -> list[dict[str, Any]]:
    connection = sqlite3.connect(jobai.store)
    connection.row_factory = sqlite3.Row
    found = connection.execute("SELECT * FROM ai_provider_configs ORDER BY is_default DESC, id")
    rows = [dict(row) for row in found]
    connection.close()
    return rows


def files_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_key_from_stdin_is_kept_but_never_shown_nor_readable_at_rest(jobai: Jobai) -> None:
    added = jobai("providers", "add", "openai", "--api-key-stdin", stdin=f"  {KEY}\r\n")
    listed = jobai("providers", "list")

    assert added.code == 0
    assert "jobai providers test openai" in added.stderr
    assert "...tail" in listed.stdout
    assert KEY not in added.stdout + added.stderr + listed.stdout + listed.stderr
    assert KEY.encode() not in files_below(jobai.home)
    [config] = configs(jobai)
    assert (config["name"], config["api_key_last4"], config["api_key_env"]) == (
        "openai",
        "tail",
        None,
    )


def test_the_prompt_on_a_terminal_hides_what_is_typed(jobai: Jobai) -> None:
    with Terminal(jobai, "providers", "add", "claude") as terminal:
        terminal.wait_for("claude API key:")
        terminal.type(f"{KEY}\n")
        screen = terminal.wait()

    assert terminal.code == 0, screen
    assert "Added claude" in screen
    assert KEY not in screen
    assert KEY.encode() not in files_below(jobai.home)


def test_ctrl_c_at_the_prompt_adds_nothing(jobai: Jobai) -> None:
    with Terminal(jobai, "providers", "add", "claude") as terminal:
        terminal.wait_for("claude API key:")
        terminal.type(CTRL_C)
        screen = terminal.wait()

    assert terminal.code == 130
    assert "Interrupted." in screen
    assert "Traceback" not in screen
    assert configs(jobai) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_key_stands_in_no_process_arguments(jobai: Jobai, wire_server: WireServer) -> None:
    jobai.environment = {"PROBE_KEY": wire_server.key}
    base_url = wire_server.base_url("openai")
    jobai("providers", "add", "openai", "--api-key-env", "PROBE_KEY", "--base-url", base_url)
    wire_server.fail(faults.slow(1.0))

    with Terminal(jobai, "providers", "test") as terminal:
        while not wire_server.requests:
            time.sleep(0.01)
        lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")]
        terminal.wait()

    assert [line for line in lines if b"providers\0test" in line]
    assert not [line for line in lines if wire_server.key.encode() in line]


def test_without_a_terminal_nothing_asks(jobai: Jobai) -> None:
    result = jobai("providers", "add", "gemini")

    assert result.code == 2
    assert "--api-key-stdin" in result.stderr
    assert configs(jobai) == []


def test_a_key_in_a_variable_stays_there(jobai: Jobai) -> None:
    jobai.environment = {"MY_OWN_KEY": KEY}

    result = jobai("providers", "add", "claude", "--api-key-env", "MY_OWN_KEY")

    assert result.code == 0
    assert not (jobai.home / "secret.key").exists()
    [config] = configs(jobai)
    assert (config["api_key_env"], config["api_key_last4"]) == ("MY_OWN_KEY", None)
    assert "$MY_OWN_KEY" in jobai("providers", "list").stdout


def test_a_key_typed_where_a_variable_belongs_is_not_repeated(jobai: Jobai) -> None:
    result = jobai("providers", "add", "claude", "--api-key-env", KEY)

    assert result.code == 2
    assert KEY not in result.stdout + result.stderr


def test_a_server_without_keys_is_asked_without_one(jobai: Jobai, wire_server: WireServer) -> None:
    wire_server.key = "no-key"
    added = jobai(
        "providers", "add", "openai", "--name", "ollama", "--no-key", "--model", "qwen3",
        "--base-url", wire_server.base_url("openai"),
    )  # fmt: skip

    assert added.code == 0, added.stderr
    assert jobai("providers", "test", "ollama").code == 0
    [config] = configs(jobai)
    assert (config["name"], config["model"], config["provider_type"]) == (
        "ollama",
        "qwen3",
        "openai",
    )


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (["gemeni"], KEY, "choose gemini, openai, claude"),
        (["offline", "--api-key-stdin"], KEY, "--provider offline"),
        (["openai", "--api-key-stdin"], "", "empty"),
        (["openai", "--api-key-stdin"], "two words", "blank"),
        (["openai", "--api-key-stdin", "--no-key"], KEY, "more than one way"),
        (["openai", "--api-key-stdin", "--name", "bad name"], KEY, "cannot be a config's name"),
        (["openai", "--api-key-stdin", "--base-url", "localhost"], KEY, "http://"),
    ],
)
def test_what_cannot_be_a_provider_is_refused_with_the_way_out(
    jobai: Jobai, arguments: list[str], stdin: str, words: str
) -> None:
    result = jobai("providers", "add", *arguments, stdin=stdin)

    assert result.code == 2
    assert words in result.stderr
    assert KEY not in result.stderr
    assert configs(jobai) == []


def test_two_configs_of_a_provider_get_names_and_one_is_asked_first(jobai: Jobai) -> None:
    add(jobai)
    add(jobai)

    taken = jobai("providers", "add", "openai", "--name", "openai", "--no-key")
    used = jobai("providers", "use", "openai-2")

    assert taken.code == 2
    assert "already" in taken.stderr
    assert used.code == 0
    assert [(config["name"], config["is_default"]) for config in configs(jobai)] == [
        ("openai-2", 1),
        ("openai", 0),
    ]


def test_a_removed_config_is_gone_and_an_unknown_one_is_exit_code_8(jobai: Jobai) -> None:
    add(jobai)

    refused = jobai("providers", "remove", "openai")
    assert (refused.code, "--yes" in refused.stderr) == (2, True)
    assert len(configs(jobai)) == 1
    assert jobai("providers", "remove", "openai", "--yes").code == 0
    assert configs(jobai) == []
    for command in ("remove", "test"):
        result = jobai("providers", command, "openai")
        assert result.code == 8
        assert "jobai providers add" in result.stderr


def test_no_provider_at_all_names_the_command_that_adds_one(jobai: Jobai) -> None:
    for command in ("list", "test"):
        result = jobai("providers", command)
        assert result.code == 0
        assert "jobai providers add gemini" in result.stderr
        assert result.stdout == ""


def test_keys_in_the_environment_are_listed_by_their_variable(jobai: Jobai) -> None:
    add(jobai)
    jobai.environment = {"OPENAI_API_KEY": "sk-other-key-000", "GOOGLE_API_KEY": "g-key-00000000"}

    result = jobai("providers", "list")
    document = jobai("providers", "list", "--json").json

    assert "GOOGLE_API_KEY" in result.stdout
    assert "not used" in result.stdout
    found = [(one["provider"], one["variable"], one["used"]) for one in document["environment"]]
    assert found == [("gemini", "GOOGLE_API_KEY", True), ("openai", "OPENAI_API_KEY", False)]
    assert "sk-other-key-000" not in result.stdout


def test_a_working_key_is_told_with_its_models_and_remembered(
    jobai: Jobai, wire_server: WireServer
) -> None:
    add(jobai, "gemini", "--base-url", wire_server.base_url("gemini"), key=wire_server.key)
    jobai.environment = wire_server.environment("openai", "claude")

    result = jobai("providers", "test")

    assert result.code == 0
    assert result.stdout.count("ok, 2 models") == 3
    [config] = configs(jobai)
    assert config["last_test_status"] == "ok"
    assert config["last_tested_at"]


def test_a_refused_key_is_exit_code_4_and_an_unreachable_server_6(
    jobai: Jobai, wire_server: WireServer
) -> None:
    add(jobai, "openai", "--base-url", wire_server.base_url("openai"))
    add(jobai, "openai", "--name", "nobody", "--base-url", "http://127.0.0.1:9/v1")

    refused = jobai("providers", "test", "openai")
    unreachable = jobai("providers", "test", "nobody", "--json")

    assert refused.code == 4
    assert "refused the API key" in refused.stdout
    assert KEY not in refused.stdout
    assert unreachable.code == 6
    [test] = unreachable.json["tests"]
    assert (test["ok"], test["error"]["exit_code"]) == (False, 6)
    listed = jobai("providers", "list").stdout
    assert "key refused" in listed
    assert "cannot reach" in listed


def test_a_key_that_a_careless_server_repeats_is_not_shown(
    jobai: Jobai, wire_server: WireServer
) -> None:
    add(jobai, "openai", "--base-url", wire_server.base_url("openai"), key=wire_server.key)
    wire_server.fail(faults.echo_key(), times=None)

    result = jobai("providers", "test")

    assert result.code == 4
    assert wire_server.key not in result.stdout + result.stderr


def test_a_rotated_secret_key_opens_every_stored_key_and_the_old_one_none(
    jobai: Jobai, wire_server: WireServer
) -> None:
    add(jobai, "openai", "--base-url", wire_server.base_url("openai"), key=wire_server.key)
    add(jobai, "claude", "--base-url", wire_server.base_url("claude"), key=wire_server.key)
    file = jobai.home / "secret.key"
    old, before = file.read_text(), [config["api_key_encrypted"] for config in configs(jobai)]

    result = jobai("providers", "rotate-key", "--drop-old")

    assert (result.code, result.stdout) == (0, "")
    assert "claude, openai" in result.stderr
    assert "taken out of the file: 1" in result.stderr
    new = file.read_text()
    assert len(new.split()) == 1
    assert new.strip() not in result.stderr
    assert old.encode() not in files_below(jobai.home)
    assert not {config["api_key_encrypted"] for config in configs(jobai)} & set(before)
    assert jobai("providers", "test").code == 0


def test_old_secret_keys_stay_in_the_file_until_they_are_dropped(jobai: Jobai) -> None:
    add(jobai)
    old = (jobai.home / "secret.key").read_text().strip()

    kept = jobai("providers", "rotate-key", "--json")
    told = jobai("providers", "rotate-key")
    dropped = jobai("providers", "rotate-key", "--drop-old", "--json").json

    assert (kept.json["encrypted"], kept.json["unneeded_keys"]) == (["openai"], 1)
    assert "still in the file: 1" in kept.stderr
    assert "still in the file: 2" in told.stderr
    assert "jobai providers rotate-key --drop-old" in told.stderr
    assert (dropped["encrypted"], dropped["unneeded_keys"]) == (["openai"], 0)
    assert old not in (jobai.home / "secret.key").read_text()


def test_two_stores_rotate_one_key_file_and_both_still_open_their_keys(jobai: Jobai) -> None:
    stores = [jobai.home / "a.db", jobai.home / "b.db"]
    for store in stores:
        add(jobai, "openai", "--db", str(store))
    for store in stores:
        assert jobai("providers", "rotate-key", "--db", store).code == 0

    for store in stores:
        found = jobai("doctor", "--json", "--db", store).json["findings"]
        assert [f["state"] for f in found if f["subject"] == "provider openai"] == ["ok"]


def test_a_stored_key_that_cannot_be_opened_stops_the_rotation_with_exit_code_4(
    jobai: Jobai,
) -> None:
    add(jobai)
    jobai.environment = {"JOBAI_SECRET_KEY": Fernet.generate_key().decode()}
    add(jobai, "claude")
    jobai.environment = {}
    before, file = configs(jobai), (jobai.home / "secret.key").read_text()

    result = jobai("providers", "rotate-key")

    assert result.code == 4
    assert "provider 'claude'" in result.stderr
    assert "jobai providers remove claude" in result.stderr
    assert (configs(jobai), (jobai.home / "secret.key").read_text()) == (before, file)


def test_a_secret_key_in_the_environment_is_rotated_with_what_to_set_next(jobai: Jobai) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    jobai.environment = {"JOBAI_SECRET_KEY": old}
    add(jobai)

    alone = jobai("providers", "rotate-key")
    jobai.environment = {"JOBAI_SECRET_KEY": f"{new},{old}"}
    both = jobai("providers", "rotate-key")
    jobai.environment = {"JOBAI_SECRET_KEY": new}
    after = jobai("doctor", "--json")

    assert (alone.code, both.code) == (0, 0)
    assert "NEW,OLD" in alone.stderr
    assert "Fernet.generate_key()" in alone.stderr
    assert "to its first key alone" in both.stderr
    for secret in (old, new):
        assert secret not in alone.stderr + both.stderr
    found = {finding["subject"]: finding["state"] for finding in after.json["findings"]}
    assert (found["secret key"], found["provider openai"]) == ("ok", "ok")
    assert not (jobai.home / "secret.key").exists()


def test_without_a_stored_key_there_is_nothing_to_rotate(jobai: Jobai) -> None:
    result = jobai("providers", "rotate-key")

    assert result.code == 0
    assert "nothing to encrypt" in result.stderr
    assert not (jobai.home / "secret.key").exists()


def test_on_a_terminal_a_removal_is_asked_about_and_no_is_the_default(jobai: Jobai) -> None:
    add(jobai)
    with Terminal(jobai, "providers", "remove", "openai") as terminal:
        terminal.wait_for("[y/N]")
        terminal.type("\n")
        terminal.wait()
    assert len(configs(jobai)) == 1

    with Terminal(jobai, "providers", "remove", "openai") as terminal:
        terminal.wait_for("[y/N]")
        terminal.type("y\n")
        screen = terminal.wait()
    assert (terminal.code, "Removed openai" in screen) == (0, True)
    assert configs(jobai) == []


def test_a_config_is_told_as_json_when_it_is_added_used_rotated_and_removed(jobai: Jobai) -> None:
    commands = (
        ["add", "openai", "--api-key-stdin"],
        ["use", "openai"],
        ["rotate-key", "openai", "--api-key-stdin"],
        ["remove", "openai", "--yes"],
    )
    last4: list[str] = []
    for command, stdin in zip(commands, (KEY, "", f"{KEY}-2222", ""), strict=True):
        result = jobai("providers", *command, "--json", stdin=stdin)

        assert (result.code, result.stderr) == (0, "")
        assert (result.json["schema_version"], result.json["name"]) == (1, "openai")
        assert KEY not in result.stdout
        last4.append(result.json["api_key_last4"])
    assert last4 == ["tail", "tail", "2222", "2222"]


def test_another_key_leaves_the_configs_number_and_its_limits(
    jobai: Jobai, wire_server: WireServer
) -> None:
    add(jobai, "openai", "--base-url", wire_server.base_url("openai"))
    jobai("providers", "limits", "set", "openai", "cost/month", "20")
    [before] = configs(jobai)
    refused = jobai("providers", "test", "openai")

    told = jobai("providers", "rotate-key", "openai", "--api-key-stdin", stdin=wire_server.key)
    works = jobai("providers", "test", "openai")

    assert "jobai providers rotate-key openai" in refused.stdout
    assert (told.code, works.code) == (0, 0)
    [after] = configs(jobai)
    assert (after["id"], after["api_key_last4"]) == (before["id"], wire_server.key[-4:])
    assert len(jobai("providers", "limits", "openai", "--json").json["limits"]) == 1
    assert jobai("providers", "rotate-key", "--api-key-stdin", stdin=KEY).code == 2
    assert jobai("providers", "rotate-key", "openia", "--api-key-stdin", stdin=KEY).code == 8


def test_a_removed_config_leaves_no_limits_behind(jobai: Jobai) -> None:
    add(jobai)
    jobai("providers", "limits", "set", "openai", "cost/month", "0")
    jobai("providers", "remove", "openai", "--yes")

    connection = sqlite3.connect(jobai.store)
    found = connection.execute("SELECT * FROM ai_limits WHERE scope = 'provider_config'").fetchall()
    connection.close()
    assert found == []


def test_without_a_provider_a_terminal_is_asked_for_everything_and_the_key_is_tried(
    jobai: Jobai, wire_server: WireServer
) -> None:
    with Terminal(jobai, "providers", "add") as terminal:
        terminal.wait_for("Which one?")
        terminal.type("7\n")
        terminal.wait_for("Give a number from 1 to 4")
        terminal.type("another\n")
        terminal.wait_for("Its address")
        terminal.type(f"{wire_server.base_url('openai')}\n")
        terminal.wait_for("The model to ask there")
        terminal.type("qwen3\n")
        terminal.wait_for("Does it want a key?")
        terminal.type("y\n")
        terminal.wait_for("openai API key:")
        terminal.type(f"{wire_server.key}\n")
        screen = terminal.wait()

    assert terminal.code == 0, screen
    assert "ok, 2 models" in " ".join(re.sub(r"\x1b\[[\d;]*m", "", screen).split())
    assert wire_server.key not in screen
    [config] = configs(jobai)
    assert (config["model"], config["last_test_status"]) == ("qwen3", "ok")
    alone = jobai("providers", "add")
    assert (alone.code, "jobai providers add gemini --api-key-stdin" in alone.stderr) == (2, True)


def test_the_list_tells_health_last_test_and_what_this_month_cost(
    jobai: Jobai, wire_server: WireServer
) -> None:
    jobai.environment = {"MINE": wire_server.key}
    for provider in ("gemini", "openai"):
        url = wire_server.base_url("gemini" if provider == "gemini" else "openai")
        jobai("providers", "add", provider, "--api-key-env", "MINE", "--base-url", url)
    jobai("providers", "add", "claude", "--api-key-env", "UNSET")
    wire_server.gone = {"gemini-2.5-flash"}
    assert jobai("draft-letter", "--job", "1", "--provider", "gemini").code in {0, 7}

    with Terminal(jobai, "providers", "list", no_color=True) as terminal:
        screen = re.sub(r"\x1b\[\d*m", "", terminal.wait())
    listed = {one["name"]: one for one in jobai("providers", "list", "--json").json["providers"]}

    assert max(map(len, screen.splitlines())) <= 80, screen
    assert "gemini-2.5-flash is gone" in screen
    assert "takes its key from UNSET" in " ".join(screen.split())
    assert [listed[name]["health"] for name in ("gemini", "openai", "claude")] == [
        "models_gone",
        "ok",
        "key_missing",
    ]
    [gone] = listed["gemini"]["models_gone"]
    assert gone["model"] == "gemini-2.5-flash"
    assert listed["gemini"]["this_month"]["cost_nano_usd"] > 0
    assert listed["openai"]["this_month"]["calls"] == 0


def test_a_live_test_asks_for_text_picture_and_schema_and_is_in_the_ledger(
    jobai: Jobai, wire_server: WireServer
) -> None:
    jobai.environment = wire_server.environment("openai")

    result = jobai("providers", "test", "OPENAI_API_KEY", "--live", "--json")
    text = jobai("providers", "test", "--live", "--only", "schema").stdout
    report = jobai("usage", "report", "--by", "task", "--json").json

    [test] = result.json["tests"]
    assert (result.code, test["verdict"]) == (7, "no_vision"), "the server says Hello to a picture"
    assert [(one["check"], one["verdict"]) for one in test["live"]] == [
        ("text", "ok"),
        ("image", "no_vision"),
        ("schema", "ok"),
    ]
    assert all(one["request_id"] for one in test["live"])
    assert "ok, gpt-6-luna" in text
    assert "image" not in text
    assert [line["calls"] for line in report["lines"] if line["task"] == "provider_test"] == [5]
    assert jobai("providers", "test", "--live", "--only", "txt").code == 2
    assert jobai("providers", "test", "--only", "text").code == 2


def test_a_config_is_switched_off_and_on_again_and_keeps_its_key(jobai: Jobai) -> None:
    add(jobai)
    add(jobai, "openai", "--name", "spare")

    off = jobai("providers", "disable", "openai")
    listed = jobai("providers", "list", "--json").json["providers"]
    on = jobai("providers", "enable", "openai")

    assert (off.code, off.stdout) == (0, "")
    assert "openai calls go to spare" in off.stderr
    assert "jobai providers enable openai" in off.stderr
    assert {one["name"]: one["is_active"] for one in listed} == {"openai": False, "spare": True}
    assert "openai is asked again" in on.stderr
    assert {config["is_active"] for config in configs(jobai)} == {1}
    assert all(config["api_key_encrypted"] for config in configs(jobai))


def test_with_every_provider_switched_off_the_rules_work_and_that_is_said(jobai: Jobai) -> None:
    add(jobai)
    jobai("providers", "disable", "openai")

    drafted = jobai("draft-cv", "--job", "1")

    assert drafted.code == 0
    assert "Every AI provider is switched off" in drafted.stderr
    assert "jobai providers enable openai" in drafted.stderr
