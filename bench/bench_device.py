"""The device's own model: first token and speed, warm, through the pipeline."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.measurement import Figure, percentile
from domicile.app import Domicile
from domicile.core.answer import Answer
from domicile.core.content import Content, Message, Sampling
from domicile.core.ids import DEVICE, FeatureId, MarketId
from domicile.core.reply import Delta
from domicile.core.settings_file import Surroundings, load_settings
from domicile.policy.caller import Caller

QUESTIONS = (
    "请用三句话介绍一下杭州的西湖，并说明什么季节去最合适，以及从火车站怎么去。",
    "请给住在楼上的邻居写一张便条，礼貌地请他们晚上十点以后把音乐声音调小一些。",
    "请用三句话说明怎样保存刚买回来的新鲜面包，才能让它几天以后吃起来还不发硬。",
    "请写一段话，感谢同事上周替我值班，并说明下个月我会在他需要的时候替他值班。",
    "请用三句话说明骑自行车上班的好处，以及在下雨天骑车时应当注意的几件事情。",
    "请给孩子的班主任写一条短信，说明孩子今天感冒发烧，需要在家里休息一整天。",
)


def open_house(folder: Path) -> Domicile:
    """Open a Domicile that has nothing but this device."""
    surroundings = Surroundings(environment={}, home=Path.home(), folder=folder)
    return Domicile(load_settings(surroundings, flags={"data_dir": str(folder)}))


async def times_s(domicile: Domicile, question: str) -> tuple[float, float]:
    """Return the seconds to the first token, and the tokens of each second after it."""
    content = Content(messages=(Message(role="user", content=question),))
    request = domicile.request(
        FeatureId("assistant"),
        content,
        Caller(market=MarketId("EU"), site=DEVICE),
        sampling=Sampling(max_tokens=60),
    )
    start, first, tokens = time.perf_counter(), 0.0, 0
    async for event in domicile.respond(request):
        if isinstance(event, Delta) and not first:
            first = time.perf_counter()
        if isinstance(event, Answer):
            tokens = event.reply.finish.usage.completion_tokens
    return first - start, (tokens - 1) / (time.perf_counter() - first)


async def all_times_s(domicile: Domicile) -> list[tuple[float, float]]:
    """Answer each question once; the first one loads the model and does not count."""
    found = [await times_s(domicile, question) for question in QUESTIONS]
    await domicile.aclose()
    return found[1:]


def measure() -> Sequence[Figure]:
    """Measure both."""
    with tempfile.TemporaryDirectory() as folder:
        domicile = open_house(Path(folder))
        model = domicile.device_model or "no model"
        found = asyncio.run(all_times_s(domicile))
    firsts, speeds = zip(*found, strict=True)
    return [
        Figure(name=f"{model}: first token, p50", value=percentile(firsts, 0.5), unit="s"),
        Figure(name=f"{model}: writing, p50", value=percentile(speeds, 0.5), unit="tokens/s"),
    ]
