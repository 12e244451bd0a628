"""All kinds of rules, told apart by their key `kind`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from ..rules.rule import Rule
from .access import AccessRule
from .attribute_share import AttributeShareRule
from .count import CountRule
from .indicator import IndicatorRule
from .presence import PresenceRule
from .ratio import RatioRule
from .siting import SitingRule
from .supply import SupplyRule

AnyRule = Annotated[
    AccessRule
    | PresenceRule
    | RatioRule
    | AttributeShareRule
    | CountRule
    | SupplyRule
    | IndicatorRule
    | SitingRule,
    Field(discriminator="kind"),
]
"""A rule of any kind."""

RULE_KINDS: Final[Mapping[str, type[Rule]]] = {
    "access": AccessRule,
    "presence": PresenceRule,
    "ratio": RatioRule,
    "attribute_share": AttributeShareRule,
    "count": CountRule,
    "supply": SupplyRule,
    "indicator": IndicatorRule,
    "siting": SitingRule,
}
"""The model of each kind."""

RULE: Final[TypeAdapter[AnyRule]] = TypeAdapter(AnyRule)
"""What checks an entry of the list of rules."""
