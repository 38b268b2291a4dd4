"""A question to an answer made of the reports' own sentences, each cited, or an abstention with its reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.errors import AnswerError
from search_api.address import quote_address
from search_api.asking.digest import digest
from search_api.asking.question import FRAME, Question, read_question
from search_api.asking.subjects import NotHeld, Subject, find_subjects
from search_api.asking.weigh import Weighed, Weigher
from search_api.evidence import Coverage
from search_api.hits import HitMaker
from search_api.retrieve import Retriever
from search_api.schemas import PATH_JOIN, AskResponse, Citation
from search_api.scope import Scope, narrowed, planned
from search_api.wanted import QueryReader, Wanted

ENOUGH = 0.5  # share of the question that a sentence must hold to be its answer
_DEPTH = 40  # passages read for one subject
_MOST_PLACES = 8  # of a list
_RELATED = 3

Answer = tuple[str, tuple[Weighed, ...]]  # label of the subject, its sentences


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers from one generation."""

    retriever: Retriever
    reader: QueryReader

    def answer(self, wanted: Wanted, scope: Scope) -> AskResponse:
        """The answer to `wanted` within `scope`.

        Raises:
            AnswerError: a quote is not in its report.
        """
        generation = self.retriever.generation
        question = read_question(wanted.matter)
        subjects = find_subjects(wanted, scope, generation.store, generation.gazetteer, question.about_plans)
        if isinstance(subjects, NotHeld):
            return self._abstain(wanted, scope, subjects.reason)
        if question.wants_name:
            return self._abstain(wanted, scope, "报告里的人名不作收录")
        content = self._content(wanted, subjects.content)
        found = [(s, self._sentences(wanted, content, question, s, scope)) for s in subjects.found]
        missing = [_called(subject) for subject, sentences in found if not sentences]
        if missing:
            return self._abstain(wanted, scope, f"{'、'.join(missing)}里没有找到能回答这个问题的句子")
        answers = _answers(found, question)
        return AskResponse(
            question=wanted.text,
            answer=_text(question, answers),
            abstained=False,
            reason="",
            citations=[self._citation(s) for _, sentences in answers for s in sentences],
        )

    def _content(self, wanted: Wanted, content: str) -> str:
        """The content words of the question without those that only frame it: 多少件, 报告里, 其中."""
        letters = list(content)
        for frame in FRAME.finditer(wanted.text):
            letters[frame.start() : frame.end()] = " " * (frame.end() - frame.start())
        bare = "".join(letters)
        return bare if bare.strip() else content

    def _sentences(
        self, wanted: Wanted, content: str, question: Question, subject: Subject, scope: Scope
    ) -> tuple[Weighed, ...]:
        """The sentences of `subject` that answer, best first: as many as the quantities need, or one a report."""
        generation = self.retriever.generation
        part = narrowed(scope, [r.number for r in subject.reports], generation.store)
        part = planned(part, generation.store) if subject.plans_only else part
        asked = replace(wanted, content=content, places=(), years=())
        weigher = Weigher(
            generation,
            Coverage(content, generation),
            question.slots,
            [Coverage(self.reader.content_of(slot.label).strip() or content, generation) for slot in question.slots],
        )
        weighed = weigher.weigh(self.retriever.retrieve(asked, part)[:_DEPTH])
        fit = [w for w in weighed if w.share >= ENOUGH and _shows(w, question)]
        if question.lists:
            return tuple({w.report.number: w for w in reversed(fit)}.values())[::-1][:_MOST_PLACES]
        return _needed(fit, weighed, question)

    def _citation(self, sentence: Weighed) -> Citation:
        report = sentence.report
        if sentence.span.of(self.retriever.generation.store.text(report.number)) != sentence.text:
            raise AnswerError(f"引文与报告 {report.path} 的原文不符", "请重建索引：jiejian build")
        return Citation(
            report=report.path,
            title=report.metadata.title,
            district=report.metadata.district,
            year=report.metadata.year,
            section=PATH_JOIN.join(sentence.path),
            quote=sentence.text,
            start=sentence.span.start,
            stop=sentence.span.stop,
            address=quote_address(report.source, sentence.span, sentence.text),
        )

    def _abstain(self, wanted: Wanted, scope: Scope, reason: str) -> AskResponse:
        nearest = self.retriever.retrieve(wanted, scope)[:_RELATED]
        related = HitMaker(self.retriever.generation).hits(wanted, nearest)
        return AskResponse(
            question=wanted.text, answer=None, abstained=True, reason=reason, citations=[], related=related
        )


def _shows(weighed: Weighed, question: Question) -> bool:
    """Whether the sentence has what the question asks for: a figure of the unit, a proper name with the noun."""
    if question.which and not re.search(rf"[^某家个所的名一\s，。、；]{{2}}[）)]?{question.which}", weighed.text):
        return False
    return not question.slots or any(weighed.answers(n) for n in range(len(question.slots)))


def _needed(fit: Sequence[Weighed], weighed: Sequence[Weighed], question: Question) -> tuple[Weighed, ...]:
    if not fit:
        return ()
    chosen = [fit[0]]
    for slot in range(len(question.slots)):
        if not any(c.answers(slot) for c in chosen):
            further = next((w for w in weighed if w.figures[slot] and w.report == fit[0].report), None)
            if further is None:
                return ()
            chosen.append(further)
    return tuple(chosen)


def _answers(found: Sequence[tuple[Subject, Sequence[Weighed]]], question: Question) -> list[Answer]:
    if question.lists:
        return [(_label(s), (s,)) for _, sentences in found for s in sentences]
    several = len({subject.label for subject, _ in found}) > 1
    return [
        (subject.label if several and subject.label else _label(sentences[0]), tuple(sentences))
        for subject, sentences in found
    ]


def _text(question: Question, answers: Sequence[Answer]) -> str:
    line = digest(question, answers)
    quotes = ["".join(s.text for s in sentences) for _, sentences in answers]
    if len(answers) > 1:
        quotes = [f"{_label(sentences[0])}：{quote}" for (_, sentences), quote in zip(answers, quotes, strict=True)]
    return "\n".join(filter(None, [line, *quotes]))


def _label(sentence: Weighed) -> str:
    m = sentence.report.metadata
    place = m.district or m.city or m.province or m.title
    return f"{place}（{m.year}）" if m.year else place


def _called(subject: Subject) -> str:
    reports = subject.reports
    if len(reports) == 1:
        return f"《{reports[0].metadata.title}》"
    return f"{subject.label}的 {len(reports)} 份报告" if subject.label else f"收录的 {len(reports)} 份报告"
