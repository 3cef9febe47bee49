"""The list of features; a new one is added here and nowhere else."""

from collections.abc import Mapping

from domicile.core.ids import FeatureId
from domicile.core.protocols import Feature
from domicile.features.assistant.assistant import Assistant
from domicile.features.translate.translate import Translate
from domicile.features.writing.writing import Writing


def all_features() -> Mapping[FeatureId, Feature]:
    """Return every feature by its id."""
    features: tuple[Feature, ...] = (Assistant(), Translate(), Writing())
    return {feature.id: feature for feature in features}
