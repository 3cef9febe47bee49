"""Which parameters belong to which kind of rule."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.decision import RuleKind
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.kinds.safety import SafetyParams

Params = (
    GateParams
    | PartnerParams
    | LocateParams
    | ExportParams
    | LabelParams
    | DiscloseParams
    | ChoiceParams
    | RetainParams
    | SafetyParams
    | ProtectParams
    | AssessParams
    | ReportParams
)
"""Parameters of a rule, of whichever kind."""

PARAMS: Final[Mapping[RuleKind, type[Params]]] = MappingProxyType(
    {
        "gate": GateParams,
        "partner": PartnerParams,
        "locate": LocateParams,
        "export": ExportParams,
        "label": LabelParams,
        "disclose": DiscloseParams,
        "choice": ChoiceParams,
        "retain": RetainParams,
        "safety": SafetyParams,
        "protect": ProtectParams,
        "assess": AssessParams,
        "report": ReportParams,
    }
)
"""Every kind, with the type of its parameters."""
