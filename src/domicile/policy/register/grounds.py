"""What a release rests on, and how it differs from what the settings say now."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from domicile.core.site import Site
from domicile.core.text import COMMA, Bilingual, joined
from domicile.store.releases import Release

_NAMES: Final = (
    ("model", "its name", "名称"),
    ("model_version", "its version", "版本"),
    ("model_digest", "its digest", "摘要值"),
    ("origin", "whose model it is", "模型归属"),
    ("filing_no", "its filing number", "备案号"),
)
"""Facts of a model that a release holds for, and what they are called."""

_STALE = Bilingual(
    en="The model was changed after the release was submitted: {changed}.",
    zh="提交发布申请后模型发生变更：{changed}。",
)
_GONE = Bilingual(
    en="The certificate `{name}`, on which the release rests, is no longer in the settings.",
    zh="发布所依据的证书 `{name}` 已不在设置中。",
)
_EXPIRED = Bilingual(
    en="The certificate `{name}`, on which the release rests, expired on {day}.",
    zh="发布所依据的证书 `{name}` 已于 {day} 到期。",
)


def changes(release: Release, site: Site, at: date) -> Bilingual | None:
    """Return how ``site`` differs on the day ``at`` from what was submitted, or None."""
    said = (*_of_model(release, site), *_of_certificates(release, site, at))
    return joined(said) if said else None


def expired(site: Site, at: date) -> tuple[str, ...]:
    """Return the certificates of ``site`` that are over on the day ``at``, by name."""
    return tuple(sorted(name for name, held in site.certificates.items() if held.expires < at))


def _of_model(release: Release, site: Site) -> Iterator[Bilingual]:
    changed = [(en, zh) for name, en, zh in _NAMES if getattr(release, name) != getattr(site, name)]
    if changed:
        yield Bilingual(
            en=_STALE.en.format(changed=COMMA.en.join(en for en, _ in changed)),
            zh=_STALE.zh.format(changed=COMMA.zh.join(zh for _, zh in changed)),
        )


def _of_certificates(release: Release, site: Site, at: date) -> Iterator[Bilingual]:
    for name in sorted(release.certificates):
        held = site.certificates.get(name)
        if held is None:
            yield _GONE.filled(name=name)
        elif held.expires < at:
            yield _EXPIRED.filled(name=name, day=held.expires.isoformat())
