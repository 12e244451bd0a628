"""All kinds of rules, told apart by their key `kind`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from .rule import Rule
from .rule_access import AccessRule
from .rule_attribute_share import AttributeShareRule
from .rule_count import CountRule
from .rule_indicator import IndicatorRule
from .rule_presence import PresenceRule
from .rule_ratio import RatioRule
from .rule_siting import SitingRule
from .rule_supply import SupplyRule

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
