"""Every keyword of the dialect belongs to one aspect of a question, so that none can change unseen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BY_ASPECT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "wording": (
            *("title", "description", "examples"),
            *("x-help", "x-noun", "x-placeholder", "x-suffix", "x-errors", "x-figure", "x-row"),
        ),
        "presentation": ("x-widget", "x-inputmode", "x-autocomplete", "x-decimals", "x-summary", "x-order"),
        "kind": ("type", "readOnly", "contentMediaType", "contentEncoding"),
        "choices": ("enum", "oneOf", "anyOf", "x-list"),
        "limits": (
            *("const", "format", "pattern", "multipleOf", "not", "uniqueItems", "contains"),
            *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"),
            *("minItems", "maxItems", "minContains", "maxContains", "minProperties", "maxProperties"),
            *(
                "additionalProperties",
                "unevaluatedProperties",
                "unevaluatedItems",
                "patternProperties",
                "propertyNames",
            ),
        ),
        "setting": (
            *("default", "deprecated", "writeOnly", "x-prefill", "x-clean", "x-sensitive", "x-example"),
            *("x-validity", "x-bic-for"),
        ),
        "computation": ("x-compute",),
        "inside": ("properties", "items", "prefixItems"),
        "rules": ("required", "allOf", "if", "then", "else", "dependentRequired", "dependentSchemas"),
        "procedure": ("x-lang", "x-i18n", "x-pages", "x-checks", "x-terms", "x-procedure"),
        "renaming": ("x-was",),
        "block": ("x-ext-block",),
        "naming": ("$schema", "$id", "$ref", "$anchor", "$defs", "$comment", "$vocabulary"),
    }
)

ASPECTS: Mapping[str, str] = MappingProxyType({key: name for name, keys in BY_ASPECT.items() for key in keys})


def aspect(keyword: str) -> str:
    """Give the aspect of a keyword; words of others (`x-ext-…`) are settings."""
    return ASPECTS.get(keyword, "setting")
