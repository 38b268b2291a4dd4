"""A question to an answer made of the reports' own sentences, each with its citation, or an abstention with its reason."""

from dataclasses import dataclass

from search_api.evidence import Coverage
from search_api.hits import HitMaker
from search_api.retrieve import Retriever
from search_api.schemas import AskResponse
from search_api.scope import Scope
from search_api.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers from one generation."""

    retriever: Retriever

    def answer(self, wanted: Wanted, scope: Scope) -> AskResponse:
        """The answer to `wanted` within `scope`."""
        related = HitMaker(self.retriever.generation).hits(wanted, self.retriever.retrieve(wanted, scope)[:3])
        return AskResponse(question=wanted.text, answer=None, abstained=True, reason="", citations=[], related=related)
