"""Publishing and undoing: a generation is served only when it is whole and finds no worse than the one before."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from indexer.disk import writing
from indexer.embed import Encoder, open_encoder
from indexer.errors import GenerationError
from indexer.history import Act, append, entry, served_before
from indexer.publish import current, generations, held_generations, only_builder, prune, serve, served_name
from indexer.settings import PREFIX, Settings
from indexer.snapshot import Generation, read_manifest
from search_api.engine import Engine
from search_api.publishing.golden import DEPTH, Found, Golden, ask_golden, read_golden, worth

_ROUNDING = 1e-9
_SLIP = 0.5  # of one question: of a few questions a new report may well be found before what was first
_LOST_SHARE, _LOST = 0.2, 5  # of the reports; so many at once are a share that is not mounted rather than a wish
_TOLD = 10  # questions that a refusal names


@dataclass(frozen=True, slots=True)
class Published:
    """The generation that is served now, the one before, and what the gate measured."""

    generation: str
    before: str
    worse: tuple[str, ...] = ()  # in Chinese
    figures: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # what could not be compared, and why, in Chinese

    @property
    def told(self) -> list[str]:
        """How the golden questions were answered, where any were asked, and the notes; in Chinese."""
        if "golden" not in self.figures:
            return list(self.notes)
        before = self.figures.get("golden_before")
        held = f"（正在使用的 {before:.3f}）" if before is not None else ""
        return [f"考题 {self.figures['questions']:.0f} 题，得分 {self.figures['golden']:.3f}{held}", *self.notes]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate found of a generation beside the served one: what is worse, the figures, what was not compared."""

    worse: list[str]
    figures: dict[str, float]
    notes: list[str]


def publish_checked(settings: Settings, name: str | None = None, because: str = "", by: str = "") -> Published:
    """Serve generation `name`, by default the newest that was never served, when it is whole and not worse.

    With `because` it is served although it is worse; a damaged one never is. `by` is the name of who asked, if given.

    Raises:
        GenerationError: there is none, it is damaged, or it is worse than what is served; then that is recorded.
    """
    index = settings.index
    with only_builder(index), writing(index):
        folder = _candidate(index, name)
        before = served_name(index)
        with closing(Generation.open(folder)) as generation:
            found = judged(settings, generation, before)
        worse, figures = found.worse, found.figures
        if worse and not because:
            append(index, entry(Act.REFUSED, folder.name, before, "；".join(worse), figures, by))
            told = "；".join(worse[:_TOLD]) + (f"；等 {len(worse)} 项" if len(worse) > _TOLD else "")
            cure = f"原有索引未动。确认无妨可运行：jiejian publish {folder.name} --force --because 理由"
            raise GenerationError(f"新索引 {folder.name} 不如正在使用的，没有发布：{told}", cure)
        serve(index, entry(Act.FORCED if worse else Act.PUBLISHED, folder.name, before, because, figures, by))
        prune(index)
    return Published(folder.name, before, tuple(worse), figures, tuple(found.notes))


def weigh(settings: Settings, name: str) -> Judgement:
    """Generation `name` held against what is served.

    Raises:
        GenerationError: it is not there, or damaged.
    """
    with closing(Generation.open(_named(settings.index, name))) as generation:
        return judged(settings, generation, served_name(settings.index))


def roll_back(settings: Settings, name: str | None = None, because: str = "", by: str = "") -> Published:
    """Serve generation `name` again, by default the one that was served before the present one.

    Raises:
        GenerationError: there is none, or it is damaged.
    """
    index = settings.index
    with only_builder(index), writing(index):
        before = current(index).name
        folder = _named(index, name) if name else _previous(index, before)
        Generation.open(folder).close()
        serve(index, entry(Act.ROLLED_BACK, folder.name, before, because, {}, by))
    return Published(folder.name, before)


def _candidate(index: Path, name: str | None) -> Path:
    if name:
        return _named(index, name)
    known = {*served_before(index), served_name(index)}
    new = [p for p in held_generations(index) if p.name not in known]
    if not new:
        raise GenerationError("没有待发布的索引", "请先建一个：jiejian build 档案目录 --no-publish")
    return new[0]


def _previous(index: Path, served: str) -> Path:
    """What was served before: as the history tells, else the newest that is older than what is served."""
    held = {p.name: p for p in held_generations(index)}
    told = [name for name in served_before(index) if name != served and name in held]
    older = told or [name for name in held if name < served]
    if not older:
        raise GenerationError("没有可以退回的索引", "只留有正在使用的这一代")
    return held[older[0]]


def _named(index: Path, name: str) -> Path:
    held = {p.name: p for p in held_generations(index)}
    if name not in held:
        raise GenerationError(f"没有名为“{name}”的索引", f"现有：{'、'.join(held) or '无'}")
    return held[name]


def judged(settings: Settings, generation: Generation, before: str) -> Judgement:
    """`generation` held against the one named `before`; "" and its own name are nothing to be held against.

    One that cannot be opened, or that another model made, cannot be compared: a note says so.
    """
    rows = read_golden(generation.folder)
    encoder = open_encoder(settings.model, settings.home, settings.precision) if rows else None
    found = Judgement([], {"reports": generation.manifest.reports, "passages": generation.manifest.passages}, [])
    now = _found(settings.index, generation, encoder, rows, found.notes)
    if now is not None:
        found.figures.update(questions=len(rows), golden=round(now.score, 4))
    if not before or before == generation.folder.name:
        return found
    folder, then = generations(settings.index) / before, None
    try:
        reports = read_manifest(folder).reports
        if rows:  # without questions there is nothing to open it for
            with closing(Generation.open(folder)) as served:
                then = _found(settings.index, served, encoder, rows, found.notes)
    except GenerationError as error:
        found.notes.append(f"正在使用的索引打不开，没有与它比较：{error.reason}")
        return found
    found.figures["reports_before"] = reports
    found.worse.extend(_lost(reports, generation.manifest.reports))
    if now is not None and then is not None:
        found.figures["golden_before"] = round(then.score, 4)
        allowed = Allowance.of(settings.golden_percent, len(rows))
        if allowed.is_exceeded(then, now):
            fallen = f"考题得分由 {then.score:.3f} 降到 {now.score:.3f}，{lost_of(then, now)} 题不再找到"
            found.worse.append(f"{fallen}（{allowed}）")
            found.worse.extend(_fallen(rows, then, now))
    return found


def _found(
    index: Path, generation: Generation, encoder: Encoder | None, rows: Sequence[Golden], notes: list[str]
) -> Found | None:
    if encoder is None:
        return None
    made_by = generation.manifest.model
    if made_by != encoder.name:
        notes.append(f"索引 {generation.folder.name} 由模型 {made_by} 所建，现在的模型是 {encoder.name}，考题没有比较")
        return None
    return ask_golden(Engine(index, generation, encoder), rows)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much worse a new index may answer the golden questions: `lost` of them not found, `fall` of their score."""

    lost: int
    fall: float

    @classmethod
    def of(cls, percent: int, rows: int) -> "Allowance":
        """`percent` of `rows` questions, and of their score, of which half a question's worth at the least."""
        return cls(percent * rows // 100, max(percent / 100, _SLIP / rows))

    def is_exceeded(self, then: Found, now: Found) -> bool:
        """Whether too many of the rows found `then` are lost `now`, or too much of their score."""
        return lost_of(then, now) > self.lost or then.score - now.score > self.fall + _ROUNDING

    def __str__(self) -> str:
        return f"至多可有 {self.lost} 题不再找到、得分降 {self.fall:.3f}，由设置项 {PREFIX}GOLDEN_PERCENT 定"


def lost_of(then: Found, now: Found) -> int:
    """How many of the rows found `then` are not found `now`."""
    return sum(old is not None and new is None for old, new in zip(then.places, now.places, strict=True))


def _lost(before: int, now: int) -> Iterator[str]:
    if before - now >= _LOST and before - now > _LOST_SHARE * before:
        yield f"报告由 {before} 份减到 {now} 份（档案目录是否没有挂载好？）"


def _fallen(rows: Sequence[Golden], then: Found, now: Found) -> Iterator[str]:
    places = zip(rows, then.places, now.places, strict=True)
    for row, old, new in sorted(places, key=lambda r: worth(r[2]) - worth(r[1])):
        if worth(new) < worth(old):
            where = f"第 {new} 位" if new else f"前 {DEPTH} 位之外"
            yield f"“{row.query}”应得的{row.report or '原文'}由第 {old} 位退到{where}"
