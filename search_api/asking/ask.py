"""A question to an answer made of the reports' own sentences, each cited, or an abstention with its reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.errors import AnswerError
from indexer.report import Span
from indexer.store import Store, StoredReport
from search_api.address import quote_address
from search_api.asking.dated import find_date_line
from search_api.asking.digest import digest, place_and_year
from search_api.asking.question import FRAME, Question, read_question
from search_api.asking.subjects import NotHeld, Subject, find_subjects
from search_api.asking.weigh import Weighed, Weigher
from search_api.conditions import excludes
from search_api.context import with_neighbours
from search_api.evidence import Coverage
from search_api.highlight import heads
from search_api.hits import HitMaker
from search_api.retrieve import Retriever
from search_api.schemas import PATH_JOIN, AskResponse, Citation
from search_api.scope import Scope, narrowed, planned
from search_api.wanted import QueryReader, Wanted

ENOUGH = 0.5  # share of the question that a sentence must hold to be its answer
_DENIED = re.compile(r"无法|未能|尚未|有待|不到位|不充分|不健全|仍然?不足")  # tells what is wanting, not who does it
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
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
        if why := _unanswerable(question, wanted) or _unfair(question, subjects.found):
            return self._abstain(wanted, scope, why)
        if question.wants_issue_date:
            return self._issue_dates(wanted, scope, subjects.found)
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
            citations=[self._citation(s.report, s.path, s.span, s.text) for _, found in answers for s in found],
        )

    def _issue_dates(self, wanted: Wanted, scope: Scope, subjects: Sequence[Subject]) -> AskResponse:
        """The date lines of the reports asked about; an abstention when one has none."""
        reports = [r for subject in subjects for r in subject.reports]
        texts = [self.retriever.generation.store.text(r.number) for r in reports]
        lines = [find_date_line(text, r.metadata.issued_on) for text, r in zip(texts, reports, strict=True)]
        undated = [f"《{r.metadata.title}》" for r, line in zip(reports, lines, strict=True) if line is None]
        if undated:
            return self._abstain(
                wanted, scope, f"{undated[0]}{f'等 {len(undated)} 份报告' if undated[1:] else ''}没有落款日期"
            )
        dated = [(r, line, line.of(text)) for r, line, text in zip(reports, lines, texts, strict=True) if line]
        answer = "\n".join(f"{place_and_year(r.metadata)}：{words}" if dated[1:] else words for r, _, words in dated)
        citations = [self._citation(r, (), line, words) for r, line, words in dated]
        return AskResponse(question=wanted.text, answer=answer, abstained=False, reason="", citations=citations)

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
        fit = [
            w for w in weighed if w.share >= ENOUGH and _shows(w, question) and not _of_other_years(w, wanted, question)
        ]
        if question.lists:
            best: dict[int, Weighed] = {}
            for one in fit:
                best.setdefault(one.report.number, one)
            return tuple(best.values())[:_MOST_PLACES]
        return _told(fit[0], wanted, generation.store) if fit and question.how else _needed(fit, weighed, question)

    def _citation(self, report: StoredReport, path: Sequence[str], span: Span, quote: str) -> Citation:
        if span.of(self.retriever.generation.store.text(report.number)) != quote:
            raise AnswerError(f"引文与报告 {report.path} 的原文不符", "请重建索引：jiejian build")
        return Citation(
            report=report.path,
            title=report.metadata.title,
            district=report.metadata.district,
            year=report.metadata.year,
            section=PATH_JOIN.join(path),
            quote=quote,
            start=span.start,
            stop=span.stop,
            address=quote_address(report.source, span, quote),
        )

    def _abstain(self, wanted: Wanted, scope: Scope, reason: str) -> AskResponse:
        nearest = self.retriever.retrieve(wanted, scope)[:_RELATED]
        related = HitMaker(self.retriever.generation).hits(wanted, nearest)
        return AskResponse(
            question=wanted.text, answer=None, abstained=True, reason=reason, citations=[], related=related
        )


def _unanswerable(question: Question, wanted: Wanted) -> str:
    """Why no report could answer the question as it stands; '' when one could."""
    if question.relative_year and not wanted.years:
        return f"“{question.relative_year}”说不清是哪一年，请写明年份"
    return "报告里的人名不作收录" if question.wants_name else ""


def _unfair(question: Question, subjects: Sequence[Subject]) -> str:
    """Why figures must not be compared or added up: over all the archive, or over years that nobody named."""
    if not question.more and not (question.wants_sum and (question.lists or len(subjects) > 1)):
        return ""
    if question.lists or len(subjects) < 2:
        return "要比较或合计，请写明是哪几个区县、哪一年"
    mixed = [s.label for s in subjects if len({r.metadata.year for r in s.reports}) > 1]
    return f"{'、'.join(dict.fromkeys(mixed))}有多个年度的报告，要比较或合计，请写明年份" if mixed else ""


def _shows(weighed: Weighed, question: Question) -> bool:
    """Whether the sentence has what the question asks for: a figure of the unit, a proper name with the noun."""
    if heads(weighed.text) or weighed.text.endswith(("：", ":")):
        return False  # a heading and what only leads in to a list answer nothing
    if question.lists and not question.denies and _DENIED.search(weighed.text):
        return False
    if question.which and not re.search(rf"[^某家个所的名一\s，。、；]{{2}}[）)]?{question.which}", weighed.text):
        return False
    return not question.slots or any(weighed.answers(n) for n in range(len(question.slots)))


def _told(best: Weighed, wanted: Wanted, store: Store) -> tuple[Weighed, ...]:
    """The sentences around `best` that tell the practice with it, in reading order.

    A mere heading is left out, and what has wording that the question excludes.
    """
    around = with_neighbours(best.passage, store)
    texts = [
        (span, around.text[span.start - around.span.start : span.stop - around.span.start]) for span in around.sentences
    ]
    return tuple(
        replace(best, span=span, text=text)
        for span, text in texts
        if span == best.span or not (heads(text) or excludes(wanted, text))
    )


def _of_other_years(weighed: Weighed, wanted: Wanted, question: Question) -> bool:
    """Whether the sentence gives its figures for years that the question did not name: a report looks back, too."""
    told = {int(year) for year in _YEAR.findall(weighed.text)}
    return bool(question.slots and wanted.years and told) and told.isdisjoint(wanted.years)


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
    return place_and_year(sentence.report.metadata)


def _called(subject: Subject) -> str:
    reports = subject.reports
    if len(reports) == 1:
        return f"《{reports[0].metadata.title}》"
    return f"{subject.label}的 {len(reports)} 份报告" if subject.label else f"收录的 {len(reports)} 份报告"
