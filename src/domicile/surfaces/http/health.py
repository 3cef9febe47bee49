"""``/healthz``, ``/readyz`` and ``/metrics``: for those who keep the gateway running."""

import asyncio
from http import HTTPStatus

from domicile.app import NAME_MODEL, Domicile
from domicile.core.errors import DomicileError
from domicile.core.ids import ModelId
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.house import House
from domicile.surfaces.http.meter import MEDIA
from domicile.surfaces.http.reply import Reply, json_reply
from domicile.surfaces.shape import JsonObject

WRITE_TIMEOUT_S = 2.0
"""Longest time that a writable store may take, in seconds."""


async def healthz(house: House, call: Call) -> Reply:
    """Say that the process lives."""
    del house, call
    return json_reply({"status": "ok"})


async def readyz(house: House, call: Call) -> Reply:
    """Say whether requests can be answered, and what is missing where they cannot."""
    del call
    domicile = house.domicile
    store, names, model = await _store(domicile), _names(domicile), _model(domicile)
    can_answer = model["ok"] or bool(domicile.settings.sites)
    checks = [store, names, model, _packs(domicile), _settings(domicile)]
    is_ready = store["ok"] and names["ok"] and can_answer
    return json_reply(
        {"ready": is_ready, "checks": checks},
        status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE,
    )


async def metrics(house: House, call: Call) -> Reply:
    """Return all counters in Prometheus' text format."""
    del call
    return Reply(body=house.meter.text(), media=MEDIA)


async def _store(domicile: Domicile) -> JsonObject:
    try:
        async with asyncio.timeout(WRITE_TIMEOUT_S):
            await asyncio.to_thread(_write_nothing, domicile)
    except TimeoutError:
        return _check("store", "the store is too slow; another process may hold it")
    except DomicileError as error:
        return _failed("store", error)
    return _check("store")


def _write_nothing(domicile: Domicile) -> None:
    with domicile.database.write():
        pass


def _names(domicile: Domicile) -> JsonObject:
    """Without the name model nothing is sent to a partner, and nothing is answered."""
    return _pack(domicile, "name_model", NAME_MODEL)


def _model(domicile: Domicile) -> JsonObject:
    """Without a model of its own the device cannot answer; partners still may."""
    try:
        model = domicile.device_model
    except DomicileError as error:
        return _failed("device_model", error)
    if model is None:
        return _check("device_model", "no language model is installed; see `domicile models list`")
    return _pack(domicile, "device_model", model)


def _packs(domicile: Domicile) -> JsonObject:
    """Say when new packs or a new overlay cannot be used; the old ones keep serving."""
    fault = domicile.library.fault
    return _check("packs") if fault is None else _failed("packs", fault)


def _settings(domicile: Domicile) -> JsonObject:
    """Say when settings that were changed cannot be used; the old ones keep serving."""
    fault = domicile.places.fault
    return _check("settings") if fault is None else _failed("settings", fault)


def _pack(domicile: Domicile, name: str, pack: ModelId) -> JsonObject:
    """Look at the sizes of a pack's files; its digests are read when it is used."""
    try:
        domicile.shelf.require_whole(pack)
    except DomicileError as error:
        return _failed(name, error)
    return _check(name)


def _failed(name: str, error: DomicileError) -> JsonObject:
    return _check(name, f"{error.code}: {error.message}. {error.remedy}")


def _check(name: str, missing: str | None = None) -> JsonObject:
    return {"name": name, "ok": missing is None, "missing": missing}
