"""One opened generation and everything that answers from it; the service and the command line both speak to this."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from indexer.embed import Encoder, open_encoder
from indexer.errors import GenerationError, ModelError, QueryError
from indexer.publish import current
from indexer.settings import Settings
from indexer.snapshot import Generation
from indexer.split import split_sentences
from indexer.store import StoredReport
from search_api.address import locate, read_address
from search_api.asking.ask import Answerer
from search_api.compare import Comparer
from search_api.conditions import told
from search_api.exact import ExactSearch
from search_api.explain import Explainer
from search_api.fuse import Candidate
from search_api.group import group_hits, group_key, shown
from search_api.hits import HitMaker
from search_api.holdings import archive_response, facets_response, file_response, report_response
from search_api.remembered import Remembered
from search_api.rerank import Reranker, open_reranker
from search_api.retrieve import DEPTH, Retriever
from search_api.schemas import (
    PATH_JOIN,
    AddressResponse,
    ArchiveResponse,
    AskRequest,
    AskResponse,
    CompareRequest,
    CompareResponse,
    FacetsResponse,
    FileResponse,
    Filters,
    Query,
    ReportResponse,
    SearchRequest,
    SearchResponse,
    StatusResponse,
)
from search_api.scope import Scope, named_reports, not_held, scope_of
from search_api.wanted import QueryReader, Wanted
from search_api.weights import CHOSEN, Weights

_NOT_HELD = "请在“档案”页查看收录了哪些报告"


@dataclass(frozen=True)
class Engine:
    """Answers from one generation; safe to use from several threads."""

    index: Path
    generation: Generation
    encoder: Encoder
    weights: Weights = CHOSEN
    reranker: Reranker | None = None

    @classmethod
    def open(cls, settings: Settings) -> "Engine":
        """The engine over the generation that `settings.index` serves.

        Raises:
            GenerationError: there is no index, it is damaged, or another model made it.
            ModelError: the model cannot be loaded.
        """
        with ThreadPoolExecutor(1) as beside:  # it loads without the interpreter while we read the words
            opening = beside.submit(open_encoder, settings.model, settings.home, settings.precision)
            generation = Generation.open(current(settings.index))
            try:
                encoder = opening.result()
                reranker = open_reranker(settings.reranker)
            except ModelError:
                generation.close()
                raise
        made_by = generation.manifest.model
        if encoder.name != made_by:
            generation.close()
            raise GenerationError(
                f"索引是用模型 {made_by} 建的，现在的模型是 {encoder.name}",
                "请把设置项 JIEJIAN_MODEL 改回原来的模型，或重建索引：jiejian build 档案目录",
            )
        return cls(settings.index, generation, Remembered(encoder), reranker=reranker)

    def close(self) -> None:
        """Close what is open on disk."""
        self.generation.close()

    def search(self, request: SearchRequest) -> SearchResponse:
        """Passages that match, best first, grouped as asked.

        Raises:
            QueryError: the text holds nothing that can be searched for.
        """
        wanted = self._wanted(request.text, request, verbatim=request.mode == "exact")
        scope, depth = self._scope(request), max(DEPTH, request.limit)
        candidates = self._retriever.retrieve(wanted, scope, request.mode, depth)
        notes = told(wanted) + self._notes(wanted, request) + ([] if candidates else [_found_nothing(wanted)])
        chosen = self._shown(candidates, request)
        hits = HitMaker(self.generation, self.generation.synonyms).hits(wanted, chosen)
        if request.explain:
            explainer = Explainer(self._retriever, wanted, request.mode, request.nearest)
            hits = explainer.explained(hits, chosen, candidates)
        groups = [] if request.group == "none" else group_hits(hits, request.group, request.limit)
        return SearchResponse(
            query=request.text,
            phrases=[] if wanted.verbatim else list(wanted.phrases),
            excluded=list(wanted.excluded),
            hits=[] if groups else hits,
            groups=groups,
            notes=notes,
        )

    def _shown(self, candidates: Sequence[Candidate], request: SearchRequest) -> Sequence[Candidate]:
        """The candidates of which hits are made: as many as asked for, of each group as many as it shows."""
        if request.group == "none":
            return candidates[: request.limit]
        store = self.generation.store
        reports = {c.passage: store.reports[store.passage_reports[c.passage]] for c in candidates}
        return shown(candidates, lambda c: group_key(reports[c.passage], request.group), request.limit)

    def compare(self, request: CompareRequest) -> CompareResponse:
        """One cell a report: its best passage on the topic, absent, or why there is none to look at.

        Raises:
            QueryError: as `search`.
        """
        wanted = self._wanted(request.topic, request, "topic")
        table = Comparer(self._retriever).compare(wanted, self._scope(request), request)
        return table.model_copy(update={"notes": told(wanted)})

    def ask(self, request: AskRequest) -> AskResponse:
        """An answer made of the reports' own sentences, or an abstention with its reason.

        Raises:
            QueryError: as `search`.
        """
        wanted = self._wanted(request.text, request)
        answer = Answerer(self._retriever, self._reader).answer(wanted, self._scope(request))
        return answer.model_copy(update={"notes": told(replace(wanted, loose=()))})

    def report(self, path: str) -> ReportResponse:
        """The report at `path` inside the archive, as text with its section tree.

        Raises:
            QueryError: there is none.
        """
        report = self.generation.store.edition(path)
        if report is None:
            raise QueryError(f"档案里没有报告“{path}”", _NOT_HELD, "path")
        return report_response(self.generation.store, report)

    def archive(self) -> ArchiveResponse:
        """What is held, refused, in doubt, and expected but missing."""
        return archive_response(self.generation)

    def file(self, path: str) -> FileResponse:
        """The file at `path` inside the archive, taken in or not, with its first page of text.

        Raises:
            QueryError: there is none.
        """
        found = file_response(self.generation, path)
        if found is None:
            raise QueryError(f"档案里没有文件“{path}”", "请在“档案”页查看有哪些文件", "path")
        return found

    def workbook(self) -> bytes:
        """The account of all files, as an xlsx."""
        from indexer.intake.workbook import workbook  # noqa: PLC0415  (openpyxl, for those who ask)

        return workbook(self.generation.intake)

    def facets(self, filters: Filters) -> FacetsResponse:
        """Values that filters can take, with the number of reports that have them within `filters`."""
        return facets_response(self.generation.store, self._scope(filters))

    def status(self) -> StatusResponse:
        """The generation being served."""
        m = self.generation.manifest
        return StatusResponse(
            ready=True,
            generation=m.generation,
            built_at=m.built_at,
            model=m.model,
            reports=m.reports,
            passages=m.passages,
            sentences=m.sentences,
            characters=m.characters,
            refused=len(self.generation.intake.refused),
            index=str(self.index),
            version=m.version,
        )

    def address(self, address: str) -> AddressResponse:
        """What `address` points at.

        Raises:
            QueryError: it is no address, its report is not held, or the words are not there any more.
        """
        given = read_address(address)
        store = self.generation.store
        report = next((r for r in (*store.reports, *store.older) if r.source.startswith(given.source)), None)
        if report is None:
            raise QueryError("出处所在的报告不在档案里，可能已换成新文件", _NOT_HELD, "address")
        text = store.text(report.number)
        span = locate(given, text, split_sentences(text, 0, len(text)))
        if span is None:
            raise QueryError(f"报告《{report.metadata.title}》里找不到出处所指的原文", "请重新检索该内容", "address")
        return AddressResponse(
            address=address,
            report=report.path,
            title=report.metadata.title,
            district=report.metadata.district,
            year=report.metadata.year,
            section=self._section(report, span.start),
            text=span.of(text),
            start=span.start,
            stop=span.stop,
            moved=span != given.span,
            replaced_by=report.replaced_by,
        )

    def _notes(self, wanted: Wanted, filters: Filters) -> list[str]:
        """What a reader should know: of a filter that no report meets, of a place that the archive does not hold."""
        store, gazetteer = self.generation.store, self.generation.gazetteer
        if strange := not_held(filters, store, gazetteer):
            return [f"档案里没有筛选条件中的“{'”“'.join(strange)}”，请到“档案”页查看收录了什么"]
        if not wanted.places or named_reports(wanted, store, gazetteer):
            return []
        names = "、".join(dict.fromkeys(wanted.text[m.start : m.stop] for m in wanted.places))
        return [f"档案里没有{names}的报告，以下是其他地方的"]

    def _section(self, report: StoredReport, position: int) -> str:
        held = [s for s in self.generation.store.sections(report.number) if s.span.start <= position < s.span.stop]
        return PATH_JOIN.join(held[-1].path) if held else ""

    def _wanted(self, text: str, query: Query, field: str = "text", *, verbatim: bool = False) -> Wanted:
        return self._reader.read(text, field, phrases=query.phrases, exclude=query.exclude, verbatim=verbatim)

    def _scope(self, filters: Filters) -> Scope:
        return scope_of(filters, self.generation.store, self.generation.gazetteer)

    @property
    def _reader(self) -> QueryReader:
        return QueryReader(self.generation.tokenizer, self.generation.gazetteer)

    @property
    def _retriever(self) -> Retriever:
        return Retriever(
            self.generation, self.encoder, self._exact, self.generation.synonyms, self.weights, self.reranker
        )

    @cached_property
    def _exact(self) -> ExactSearch:
        return ExactSearch(self.generation.store, self.generation.terms)


def _found_nothing(wanted: Wanted) -> str:
    if wanted.verbatim:
        return "没有一字不差的段落，可改按意思检索，或放宽筛选条件"
    if wanted.phrases or wanted.excluded:
        return "没有符合条件的段落，请去掉引号或排除的词再查，或放宽筛选条件"
    return "没有找到相符的段落，请换个说法，或放宽筛选条件"
