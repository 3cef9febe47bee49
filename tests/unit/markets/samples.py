"""A small pack as text, for the tests of reading."""

PACK = """\
schema: domicile.marketpack/1
id: XX
name: {en: Testland, zh: 测试国}
as_of: 2026-11-23
scope: {territory: here, trigger: {en: Always., zh: 始终。}}
review: {state: draft, counsel: null, expires: 2027-02-23}
groups: {pi: [name, phone], sensitive_pi: [health]}
notices: {xx.ai: {en: An AI., zh: 人工智能。}}
sample_site: {id: sample, model: m, region: eu, inference_scope: eu}
rules:
- id: XX-LOC-001
  kind: locate
  in_force_from: 2020-01-01
  requirement: {en: Stay here., zh: 留在本地。}
  params: {regions: [eu]}
  on_fail: block
  cite: {at: "Law, Art. 1", checked: 2026-11-23}
  basis: law
  known: memory
  cases:
  - {expect: permit}
  - {given: {site: {region: us}}, expect: refuse}
"""

RULE_LINE = 11
"""Line on which the rule begins."""

KIND = "  kind: locate\n"
"""Place where a line can be added to the rule, by ``changed(KIND, KIND + line)``."""


def changed(before: str, after: str) -> bytes:
    """Return the pack with one place changed; the place must be there."""
    assert before in PACK
    return PACK.replace(before, after, 1).encode()


def ruled(kind: str, params: str, on_fail: str, more: str = "") -> bytes:
    """Return the pack with its rule changed to another kind, and ``more`` lines in it."""
    return (
        PACK.replace(KIND, f"  kind: {kind}\n{more}")
        .replace("params: {regions: [eu]}", f"params: {params}")
        .replace("on_fail: block", f"on_fail: {on_fail}")
        .encode()
    )
