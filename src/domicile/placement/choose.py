"""Choosing a site: the device where it may and can, else the first partner that is permitted."""

from domicile.core.answer import Level, Placement, passed_over
from domicile.core.decision import Decision
from domicile.core.errors import ModelMissingError, UnsupportedError
from domicile.core.request import Request, Role
from domicile.core.site import Site
from domicile.core.task import Needs
from domicile.core.text import Bilingual
from domicile.placement.sites import SiteBook

INSTALL = "Install one with `domicile models pull ID`; a gateway that runs must be started again."

WHY_DEVICE = Bilingual(
    en="The device may answer and can: nothing has to leave it.",
    zh="设备获准且有能力作答：数据无需离开设备。",
)
WHY_PINNED = Bilingual(
    en="The request names this site, and it is permitted.",
    zh="请求指定了该站点，且该站点获准作答。",
)
WHY_PARTNER = Bilingual(
    en="The device may not or cannot answer; this is the first permitted partner.",
    zh="设备未获准或无法作答；这是第一个获准的合作方。",
)


def choose(request: Request, decision: Decision, needs: Needs, book: SiteBook) -> Site:
    """Return the first site that the decision permits and that can take the task on.

    Raises:
        ModelMissingError: Only the device may answer, and it has no model.
        UnsupportedError: Every permitted site is too small for the task.
    """
    permitted = [book.get(verdict.site) for verdict in decision.sites if verdict.permitted]
    if request.site is not None:
        permitted = [site for site in permitted if site.id == request.site]
    for site in permitted:
        capacity = book.capacity(site.id)
        fits = capacity.window_tokens is None or needs.window_tokens <= capacity.window_tokens
        if capacity.available and fits:
            return site
    if all(not book.capacity(site.id).available for site in permitted):
        msg = "only the device may answer, and no language model is installed"
        raise ModelMissingError(msg, remedy=INSTALL)
    raise UnsupportedError(
        f"the request needs {needs.window_tokens} tokens, more than any permitted site can read"
    )


def placed(request: Request, decision: Decision, site: Site) -> Placement:
    """Describe where the answer comes from."""
    return Placement(
        site=site.id,
        level=level(site, request.role),
        model=site.model,
        model_digest=site.model_digest,
        evidence=site.evidence,
        why=_why(request, site).spoken(request.language),
        region="device" if site.is_device else site.inference_scope or "unknown",
        passed_over=passed_over(decision),
    )


def level(site: Site, role: Role) -> Level:
    """Return who could read the text at ``site``, as far as this version can show."""
    if not site.is_device:
        return "P0"
    return "O" if role == "gateway" else "D"


def _why(request: Request, site: Site) -> Bilingual:
    if request.site is not None:
        return WHY_PINNED
    return WHY_DEVICE if site.is_device else WHY_PARTNER
