"""What there is to do, and to ask, when a partner leaves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from domicile.core.site import Site, Terms
from domicile.core.text import Bilingual, joined
from domicile.store.releases import Release, ReleaseState

What = Literal["release", "key", "data", "document", "certificate"]
"""A release to withdraw; a key to revoke; data that the partner may still hold; a contract or
certificate that ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """One item of the exit list."""

    what: What
    """What kind of thing."""

    detail: Bilingual
    """Which one, and what is to be done."""


def leaving(site: Site, releases: Iterable[Release]) -> Iterator[Leaving]:
    """Yield what there is to do when ``site`` leaves.

    Args:
        site: Who leaves.
        releases: The register.
    """
    for release in sorted(releases, key=_key):
        if release.key.site == site.id and release.state is not ReleaseState.WITHDRAWN:
            yield Leaving(what="release", detail=_release(release))
    if site.api_key_file:
        yield Leaving(what="key", detail=_api_key(site.api_key_file))
    if site.is_device:
        return
    yield Leaving(what="data", detail=held(site.terms))
    for name, place in site.documents.items():
        yield Leaving(what="document", detail=_ends(name, place))
    for name, certificate in site.certificates.items():
        yield Leaving(what="certificate", detail=_ends(name, certificate.scope))


def held(terms: Terms) -> Bilingual:
    """Say what a partner with these terms may still hold of what it read."""
    shown = (
        Bilingual(en="A document backs these terms.", zh="以上条款有文件佐证。")
        if terms.evidence
        else Bilingual(en="No document backs these terms.", zh="以上条款没有文件佐证。")
    )
    return joined((_kept(terms), _trained(terms), shown))


def _kept(terms: Terms) -> Bilingual:
    if not terms.retains_prompts:
        return Bilingual(
            en="By its terms the partner keeps nothing of what it reads.",
            zh="按其条款，合作方不保存所读取的内容。",
        )
    if terms.retention_days is None:
        return Bilingual(
            en="The partner may keep what it reads, nobody knows for how long.",
            zh="合作方可能保存所读取的内容，期限不明。",
        )
    return Bilingual(
        en=f"The partner may keep what it reads for {terms.retention_days} days.",
        zh=f"合作方可能将所读取的内容保存 {terms.retention_days} 天。",
    )


def _trained(terms: Terms) -> Bilingual:
    if terms.trains_on_input:
        return Bilingual(
            en="It may have trained on it, and a model does not forget.",
            zh="其可能已用于训练，而模型无法遗忘。",
        )
    return Bilingual(en="By its terms it does not train on it.", zh="按其条款，不用于训练。")


def _release(release: Release) -> Bilingual:
    return Bilingual(
        en=f"Withdraw {release.entry}, which is {release.state.value}.",
        zh=f"撤回 {release.entry}，其状态为 {release.state.value}。",
    )


def _api_key(file: str) -> Bilingual:
    return Bilingual(
        en=f"Have the partner revoke its API key, and delete {file}.",
        zh=f"请合作方吊销其 API 密钥，并删除 {file}。",
    )


def _ends(name: str, where: str) -> Bilingual:
    return Bilingual(en=f"`{name}` ends: {where}.", zh=f"`{name}` 随之终止：{where}。")


def _key(release: Release) -> tuple[str, ...]:
    return release.key
