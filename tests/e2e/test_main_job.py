"""The main job, as a person does it at the command line beside the running demo."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.stage import DOMICILE, running

TEXT = "我叫王小明，手机13812345678，帮我写一条请假短信给李老师，署名并留下电话"
PLANTED = ("王小明", "13812345678", "李老师")
STEPS = ["decide", "plan", "choose", "clear", "run", "restore", "apply", "seal"]
RELEASE = ("--market", "CN", "--feature", "assistant", "--site", "demo-cn", "--by", "officer")

pytestmark = [pytest.mark.model, pytest.mark.slow]


@dataclass(frozen=True)
class Demo:
    folder: Path

    def domicile(self, *words: str) -> "subprocess.CompletedProcess[str]":
        config = str(self.folder / "var/demo/domicile.toml")
        return subprocess.run(
            [DOMICILE, *words],
            env=os.environ | {"DOMICILE_CONFIG": config},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def ask(self, *words: str) -> tuple[int, dict[str, Any]]:
        done = self.domicile("ask", TEXT, *words, "--json")
        return done.returncode, json.loads(done.stdout)

    def received(self, site: str) -> str:
        log = self.folder / f"var/demo/partners/{site}.log"
        return log.read_text(encoding="utf-8") if log.exists() else ""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with running(folder, "demo", "--small"):
        yield Demo(folder)


def verified(demo: Demo, receipt_id: str) -> Path:
    file = demo.folder / f"{receipt_id}.json"
    assert demo.domicile("receipt", "export", receipt_id, "-o", str(file)).returncode == 0
    assert demo.domicile("receipt", "verify", str(file)).returncode == 0
    return file


def test_in_china_the_partner_answers_and_learns_neither_name_nor_number(demo: Demo) -> None:
    status, answer = demo.ask("--market", "CN", "--site", "demo-cn")
    assert (status, answer["status"]) == (0, "answered")
    placement = answer["placement"]
    assert (placement["site"], placement["level"]) == ("demo-cn", "P0")
    assert (placement["evidence"], placement["demo"]) == ("simulated", True)
    received = demo.received("demo-cn")
    assert received
    assert not [value for value in PLANTED if value in received]
    assert {found["action"] for found in answer["decision"]["findings"]} == {"replaced"}
    assert "AI" in answer["text"]
    assert [label["rule"] for label in answer["labels"]] == ["CN-LAB-001"]
    assert "DEMO-" in answer["notices"][0]["text"]
    assert [(each["step"], each["skipped"]) for each in answer["trace"]] == [
        (step, False) for step in STEPS
    ]


def test_the_receipt_verifies_and_any_changed_byte_makes_it_fail(demo: Demo) -> None:
    _, answer = demo.ask("--market", "CN", "--site", "demo-cn")
    file = verified(demo, answer["receipt_id"])
    good = file.read_bytes()
    assert not [value for value in PLANTED if value in good.decode()]
    for place in (0, len(good) // 3, len(good) // 2, len(good) - 1):
        changed = bytearray(good)
        changed[place] ^= 1
        file.write_bytes(changed)
        assert demo.domicile("receipt", "verify", str(file)).returncode == 4


@pytest.mark.parametrize("market", ["CN", "EU"])
def test_without_a_site_the_device_answers_and_nothing_leaves(demo: Demo, market: str) -> None:
    before = demo.received("demo-cn") + demo.received("demo-us")
    status, answer = demo.ask("--market", market)
    assert status == 0
    assert (answer["placement"]["site"], answer["placement"]["level"]) == ("device", "D")
    assert answer["sent_bytes"] == 0
    assert {found["action"] for found in answer["decision"]["findings"]} == {"kept"}
    assert demo.received("demo-cn") + demo.received("demo-us") == before
    passed = {(each["site"], each["rule"]) for each in answer["placement"]["passed_over"]}
    wanted = {"CN": ("demo-us", "CN-PART-002"), "EU": ("demo-us", "EU-PART-003")}
    assert wanted[market] in passed


def test_in_california_the_us_partner_answers(demo: Demo) -> None:
    status, answer = demo.ask("--market", "US-CA", "--site", "demo-us")
    assert status == 0
    assert answer["placement"]["site"] == "demo-us"
    assert not [value for value in PLANTED if value in demo.received("demo-us")]
    passed = {(each["site"], each["rule"]) for each in answer["placement"]["passed_over"]}
    assert ("demo-cn", "US-PART-001") in passed
    verified(demo, answer["receipt_id"])


def test_suspending_the_release_refuses_the_next_pinned_request(demo: Demo) -> None:
    assert demo.domicile("release", "suspend", *RELEASE).returncode == 0
    try:
        status, refusal = demo.ask("--market", "CN", "--site", "demo-cn")
        assert (status, refusal["status"], refusal["text"]) == (3, "refused", "")
        reason = refusal["decision"]["reasons"][0]
        assert (reason["rule"], reason["outcome"]) == ("approval.suspended", "refuse")
        assert "CN/assistant/demo-cn" in reason["citation"]
        verified(demo, refusal["receipt_id"])
        status, answer = demo.ask("--market", "CN")
        assert (status, answer["placement"]["site"]) == (0, "device")
    finally:
        assert demo.domicile("release", "approve", *RELEASE).returncode == 0


def test_a_filed_release_is_not_yet_open(demo: Demo) -> None:
    words = ("--market", "CN", "--site", "demo-cn", "--feature", "writing")
    status, refusal = demo.ask(*words)
    assert status == 3
    assert "approval.missing" in {each["rule"] for each in refusal["decision"]["reasons"]}
