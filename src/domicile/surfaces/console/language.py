"""Which language a reader wants."""

from collections.abc import Iterator

from domicile.core.text import Language


def chosen_language(asked: str | None, accepted: str, usual: Language) -> Language:
    """Return the language of the page.

    Args:
        asked: ``lang`` of the address; anything but ``en`` and ``zh`` counts as not said.
        accepted: The header ``Accept-Language`` (RFC 9110, section 12.5.4).
        usual: The language where neither says one that Domicile speaks.
    """
    said = _language(asked or "")
    if said is not None:
        return said
    wishes = sorted(_wishes(accepted), key=lambda wish: wish[0], reverse=True)
    return next((language for weight, language in wishes if weight > 0), usual)


def _wishes(accepted: str) -> Iterator[tuple[float, Language]]:
    for item in accepted.split(","):
        tag, _, parameter = item.partition(";")
        language = _language(tag.strip().split("-")[0].lower())
        if language is not None:
            yield _weight(parameter), language


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0


def _language(tag: str) -> Language | None:
    match tag:
        case "en":
            return "en"
        case "zh":
            return "zh"
    return None
