"""What the doctor looks at in the house: store, key, packs, models, sites."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from domicile.core.errors import (
    DomicileError,
    ModelError,
    ModelMissingError,
    SecretError,
    SettingsError,
    StorageError,
    UnknownModelError,
)
from domicile.core.ids import DEVICE, ModelId
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.placement.evidence import files
from domicile.store.secret_file import read_secret
from domicile.surfaces.cli.checks.check import Check, broken, good
from domicile.surfaces.cli.checks.machine import memory, memory_of_machine

if TYPE_CHECKING:
    from domicile.app import Domicile

NAME_MODEL: Final = ModelId("names-zh")
VERIFY: Final = "Run `domicile models verify`."


def store(domicile: "Domicile") -> Check:
    """Open the store, unless there is none yet."""
    file = domicile.settings.data_dir / "domicile.sqlite"
    if not file.exists():
        return good("store", "will be made when it is first needed", "将在首次使用时创建")
    try:
        with domicile.database.read() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except DomicileError as error:
        return broken("store", error)
    return good("store", f"SQLite, schema {version}", f"SQLite，数据库结构版本 {version}")


def at_rest_key(domicile: "Domicile") -> Check:
    """Look whether this machine's key opens what was sealed."""
    folder = domicile.settings.data_dir
    try:
        has_key = read_secret(folder / "keys" / "at-rest.key") is not None
        sealed = domicile.book.newest(1) if (folder / "domicile.sqlite").exists() else ()
    except DomicileError as error:
        return broken("at_rest_key", error)
    if sealed:
        return good("at_rest_key", "opens what was sealed", "可打开已加密的数据")
    if has_key:
        return good("at_rest_key", "is there; nothing is sealed yet", "已存在；尚无加密数据")
    return good("at_rest_key", "will be made when it is first needed", "将在首次使用时创建")


def markets(domicile: "Domicile") -> Iterator[Check]:
    """Read every pack, and look when its review runs out."""
    try:
        packs = [domicile.atlas.get(name) for name in domicile.atlas.markets]
    except DomicileError as error:
        yield broken("markets", error)
        return
    fault = domicile.library.fault
    if fault is not None:
        yield broken("markets", fault)
    yield from operator_documents(domicile.settings.operator)
    today = domicile.clock.now().date()
    for pack in packs:
        yield _review(pack.id, pack.review.counsel, expires=pack.review.expires, today=today)


def models(domicile: "Domicile") -> Iterator[Check]:
    """Look whether the packs that are needed are installed, checked, and fit into memory."""
    try:
        language_model = domicile.device_model
    except DomicileError as error:
        yield broken("model", error)
        return
    yield _pack(domicile, NAME_MODEL)
    needed = [NAME_MODEL]
    if language_model is None:
        none = ModelMissingError("no language model is installed on this device")
        yield broken("model", none, health="warn" if domicile.settings.sites else "fail")
    else:
        yield _pack(domicile, language_model)
        needed.append(language_model)
    need = sum(domicile.shelf.manifest(one).memory_bytes for one in needed)
    total, available = memory_of_machine()
    yield memory(need, total_bytes=total, available_bytes=available)


def sites(domicile: "Domicile") -> Iterator[Check]:
    """Look at every partner site, once the settings of all of them make sense."""
    try:
        domicile.sites.get(DEVICE)
    except SettingsError as error:
        yield broken("sites", error)
        return
    except UnknownModelError:
        pass  # the check of the models says so
    yield from map(site, domicile.settings.sites)


def site(one: Site) -> Check:
    """Look at what a partner site needs here; no connection is made."""
    name = f"site {one.id}"
    try:
        if one.api_key_file and not (read_secret(Path(one.api_key_file)) or b"").strip():
            return broken(name, SecretError("the file of its key is missing or empty"))
    except (SecretError, StorageError) as error:
        return broken(name, error)
    missing = [str(file.path) for file in files(one) if not file.is_there]
    if missing:
        named = ", ".join(missing)
        return Check(
            name=name,
            health="warn",
            detail=Bilingual(en=f"evidence is missing: {named}", zh=f"缺少证据文件：{named}"),
            remedy="Put the files there; until then they count as no evidence.",
        )
    host = urlsplit(one.base_url).hostname
    return good(
        name,
        f"{host}; no connection was made, so it may be unreachable",
        f"{host}；未建立连接，无法确认是否可达",
    )


def operator_documents(operator: OperatorSettings) -> Iterator[Check]:
    """Look whether the documents that the operator has on file are there."""
    files = [file for file in operator.documents.values() if "://" not in file]
    missing = [file for file in files if not Path(file).exists()]
    if missing:
        named = ", ".join(missing)
        yield Check(
            name="operator documents",
            health="warn",
            detail=Bilingual(en=f"not there: {named}", zh=f"文件不存在：{named}"),
            remedy="Put the files there; the packs rely on them.",
        )


def _review(market: str, counsel: str | None, *, expires: date, today: date) -> Check:
    name, until = f"market {market}", expires.isoformat()
    if expires < today:
        return Check(
            name=name,
            health="warn",
            detail=Bilingual(en=f"the review ran out on {until}", zh=f"审阅已于 {until} 过期"),
            remedy="Check the pack against the law as it stands, or update Domicile.",
        )
    by = f"reviewed by {counsel}" if counsel else "not reviewed by counsel"
    by_zh = f"由 {counsel} 审阅" if counsel else "未经法律顾问审阅"
    return good(name, f"valid, {by}; look again by {until}", f"有效，{by_zh}；复查期限 {until}")


def _pack(domicile: "Domicile", model: ModelId) -> Check:
    name = f"model {model}"
    shelf = domicile.shelf
    try:
        shelf.require_whole(model)
    except ModelError as error:
        return broken(name, error)
    manifest, folder = shelf.manifest(model), shelf.folder(model)
    if all(shelf.stamps.is_known_good(manifest, one, folder / one.name) for one in manifest.files):
        return good(name, "installed and unchanged since it was checked", "已安装，校验后未改动")
    return Check(
        name=name,
        health="warn",
        detail=Bilingual(en="installed; not checked yet", zh="已安装，尚未校验"),
        remedy=VERIFY,
    )
