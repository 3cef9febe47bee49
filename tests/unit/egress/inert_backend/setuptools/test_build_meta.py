from pathlib import Path

import pytest

from domicile.egress.inert_backend.setuptools.build_meta import InertBackend, __legacy__


def test_the_stated_name_is_copied_and_nothing_else_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, metadata = tmp_path / "source", tmp_path / "metadata"
    source.mkdir()
    metadata.mkdir()
    (source / "PKG-INFO").write_bytes(b"Name: jieba\nVersion: 0.42.1\n\nWords.\n")
    (source / "setup.py").write_text("raise SystemExit('ran')", encoding="utf-8")
    monkeypatch.chdir(source)
    backend = InertBackend()
    assert backend.get_requires_for_build_wheel() == []
    assert backend.prepare_metadata_for_build_wheel(str(metadata)) == "jieba-0.42.1.dist-info"
    copied = metadata / "jieba-0.42.1.dist-info" / "METADATA"
    assert copied.read_bytes() == (source / "PKG-INFO").read_bytes()


def test_pip_finds_it_under_the_name_that_it_asks_for() -> None:
    assert isinstance(__legacy__, InertBackend)
