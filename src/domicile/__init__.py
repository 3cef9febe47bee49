"""Domicile: the AI features of a phone, on your own machines, with a receipt for every answer.

The public names, nothing else. What answers is ``domicile.app.Domicile``; it is imported apart, as
it brings every part of the house along.
"""

from domicile.core.answer import Answer, Refusal
from domicile.core.content import Content, Message, Sampling, ToolCall, ToolSpec
from domicile.core.decision import Decision, Duty, Reason
from domicile.core.errors import DomicileError
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.request import Request
from domicile.core.settings import Settings
from domicile.core.site import Site

__all__ = [
    "Action",
    "Answer",
    "Content",
    "DataClass",
    "Decision",
    "DomicileError",
    "Duty",
    "Finding",
    "Message",
    "Reason",
    "Refusal",
    "Request",
    "Sampling",
    "Settings",
    "Site",
    "ToolCall",
    "ToolSpec",
]
