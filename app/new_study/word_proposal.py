"""A proposed mapping file for a list with many words: what is recognised, and what is to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...maps.wording.messages import Lang, say
from .yaml_text import comment, entry, text_of


@dataclass(frozen=True, kw_only=True)
class WordProposal:
    """What a mapping file would say of a list.

    Parameters
    ----------
    name
        Its name, beside the study file.
    source
        The list.
    column
        The heading of its words.
    words
        By word the service that it seems to mean, "" where nobody knows; and how many records have it.
    """

    name: str
    source: str
    column: str
    words: Mapping[str, tuple[str, int]]

    @property
    def services(self) -> tuple[str, ...]:
        """The services that its words seem to mean."""
        return tuple(dict.fromkeys(service for service, _ in self.words.values() if service))

    def words_of(self, service: str) -> tuple[str, ...]:
        """Return the words that seem to mean a service."""
        return tuple(word for word, (one, _) in self.words.items() if one == service)


def proposal_text(proposal: WordProposal, *, lang: Lang) -> str:
    """Return the text of a mapping file."""
    return text_of(_lines(proposal, lang))


def _lines(proposal: WordProposal, lang: Lang) -> Iterable[str]:
    yield from comment(
        say(
            lang,
            "What the words of {file} mean: check it, and fill in the rest.",
            file=proposal.source,
        )
    )
    yield from comment(say(lang, "Every key is explained in docs/reference/mapping.md."))
    yield "words:"
    yield f"  {entry(proposal.column, None).removesuffix(' null')}"
    for word, (service, count) in proposal.words.items():
        if service:
            several = len(proposal.words_of(service)) > 1
            rule: object = {"service": service, "tier": word} if several else service
            yield f"{entry(word, rule, indent=4)}  # {count:,}"
    unknown = [(word, count) for word, (service, count) in proposal.words.items() if not service]
    if unknown:
        yield from comment(
            say(lang, "Not recognised, so that these count for no service; write one, or ignore:"),
            indent=4,
        )
    for word, count in unknown:
        yield f"    # {entry(word, 'ignore')}  # {count:,}"


def free_name(stem: str, taken: Sequence[str]) -> str:
    """Return a name of a mapping file that no other has."""
    name, number = f"{stem}.words.yaml", 2
    while name in taken:
        name, number = f"{stem}_{number}.words.yaml", number + 1
    return name
