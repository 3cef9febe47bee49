"""The pipeline without the model: a 500-character Chinese chat that a partner echoes, step by step.

Bare: structured recognizers, a store in memory. Whole: with the name model on text that it has not
seen, and a receipt that is synced to the disk. The tenth of the characters that are echoed back is
restored, as in a stream.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from pathlib import Path

from bench.measurement import Figure, percentile
from domicile.app import Domicile
from domicile.core.answer import Answer
from domicile.core.content import Content, Message
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.reply import Delta, Finish, ReplyEvent, Sent
from domicile.core.settings_file import Surroundings, load_settings
from domicile.core.site import Site
from domicile.core.steps import STEPS
from domicile.core.task import Task
from domicile.pipeline import Pipeline
from domicile.policy.caller import Caller
from domicile.policy.register.approvals import Motion
from domicile.privacy.cleared import Cleared
from domicile.privacy.detect.catalog import structured_recognizers
from domicile.privacy.detector import Detector
from domicile.store.releases import ReleaseKey

ROUNDS = 100
CHARACTERS = 500
PIECE = 4
SITE, FEATURE, MARKET = SiteId("echo"), FeatureId("assistant"), MarketId("CN")
SETTINGS = f"""
data_dir = "store"
[[sites]]
id = "{SITE}"
base_url = "http://127.0.0.1:1/v1"
model = "echo"
owner_country = "CN"
region = "cn-mainland"
inference_scope = "cn-mainland"
filing_no = "DEMO-Echo-20260101"
features = ["assistant"]
evidence = "simulated"
"""
OPENING = "我叫王小明，手机13812345678，邮箱wang@example.net，请帮我给李老师写一条请假短信。"
LINES = (
    "今天下午三点在二号楼开会，讨论第{0}个项目的进度和预算。",
    "上周陈建国提到，第{0}批货要晚到两天，客户已经同意了。",
    "如果明天下雨，第{0}组的户外活动就改到体育馆里举行。",
)


class Echo:
    """A partner that says back the end of what it hears."""

    async def run(self, site: Site, ready: Task | Cleared) -> AsyncGenerator[ReplyEvent]:
        """Echo the last tenth in small pieces; ``site`` is the only one."""
        del site
        text = ready.content.messages[-1].content
        yield Sent(size_bytes=len(text))
        echoed = text[: len(text) // 10]
        for start in range(0, len(echoed), PIECE):
            yield Delta(text=echoed[start : start + PIECE])
        yield Finish(reason="stop")


def chat(number: int) -> str:
    """Return a chat that no earlier one resembles line by line."""
    text, line = OPENING, 0
    while len(text) < CHARACTERS:
        text += LINES[line % len(LINES)].format(number * 100 + line)
        line += 1
    return text[:CHARACTERS]


def house(folder: Path) -> Domicile:
    """Open a Domicile whose one partner is released."""
    config = folder / "domicile.toml"
    config.write_text(SETTINGS, encoding="utf-8")
    surroundings = Surroundings(environment={}, home=Path.home(), folder=folder)
    domicile = Domicile(load_settings(surroundings, config=config))
    key = ReleaseKey(MARKET, FEATURE, SITE)
    domicile.register.move("submit", key, Motion(by="bench"))
    domicile.register.move("approve", key, Motion(by="bench"))
    return domicile


async def steps_ms(domicile: Domicile, pipeline: Pipeline) -> list[dict[str, float]]:
    """Answer many chats; return what each step took."""
    found: list[dict[str, float]] = []
    for number in range(-5, ROUNDS):
        content = Content(messages=(Message(role="user", content=chat(number + 5)),))
        request = domicile.request(FEATURE, content, Caller(market=MARKET, site=SITE))
        answer = await pipeline.answer(request)
        if not isinstance(answer, Answer):
            raise TypeError("the benchmark's own request was refused")
        if number >= 0:
            found.append({event.step: event.ms for event in answer.trace})
    return found


def figures(name: str, rounds: Sequence[dict[str, float]]) -> list[Figure]:
    """Return the median of the whole and of each step."""
    whole = percentile([sum(each.values()) for each in rounds], 0.5)
    return [
        Figure(name=f"{name}: whole, p50", value=whole, unit="ms"),
        *(
            Figure(
                name=f"{name}: {step}, p50",
                value=percentile([each[step] for each in rounds], 0.5),
                unit="ms",
            )
            for step in STEPS
        ),
    ]


def measure() -> Sequence[Figure]:
    """Measure both."""
    found: list[Figure] = []
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as bare:
        domicile = house(Path(bare))
        pipeline = replace(
            domicile.pipeline,
            run=Echo().run,
            detector=Detector(structured_recognizers(), domicile.entropy),
        )
        found += figures("bare", asyncio.run(steps_ms(domicile, pipeline)))
        domicile.database.close()
    with tempfile.TemporaryDirectory() as disk:
        domicile = house(Path(disk))
        pipeline = replace(domicile.pipeline, run=Echo().run)
        found += figures("whole", asyncio.run(steps_ms(domicile, pipeline)))
        domicile.database.close()
    return found
