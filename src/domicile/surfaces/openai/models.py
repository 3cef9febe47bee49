"""The list of models: Domicile's own choice, and every site by its id."""

from collections.abc import Sequence

from domicile.core.site import Site
from domicile.surfaces.openai.reading import AUTO
from domicile.surfaces.shape import JsonObject


def models(sites: Sequence[Site], created: int) -> JsonObject:
    """Return the list of models.

    Args:
        sites: Every site, the device first.
        created: When the gateway began, in seconds since 1970; sites have no date of their own.
    """
    auto = {"id": AUTO, "object": "model", "created": created, "owned_by": "domicile"}
    return {"object": "list", "data": [auto, *(_model(site, created) for site in sites)]}


def find(listed: JsonObject, name: str) -> JsonObject | None:
    """Return one model of a list, or None."""
    return next((model for model in listed["data"] if model["id"] == name), None)


def _model(site: Site, created: int) -> JsonObject:
    return {
        "id": site.id,
        "object": "model",
        "created": created,
        "owned_by": "device" if site.is_device else site.owner or "unknown",
        "domicile": {
            "model": site.model,
            "owner_country": site.owner_country,
            "region": "device" if site.is_device else site.region,
            "inference_scope": "device" if site.is_device else site.inference_scope,
            "evidence": site.evidence,
            "features": list(site.features),
        },
    }
