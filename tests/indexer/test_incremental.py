"""An index that grew change by change is the index that a build from scratch makes; what was done is not done again."""

import os
import shutil
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.build import build
from indexer.building import recall
from indexer.building.recall import Anew
from indexer.building.shelf import Shelf, key_of
from indexer.embed import VectorCache
from indexer.errors import ArchiveError
from indexer.publish import current, generations
from indexer.read.reading import Reading
from indexer.settings import Settings
from indexer.snapshot import Generation
from tests.indexer.made import HashEncoder, report, write_places

NAMES = ("甲.txt", "乙/丙.txt", "丁.txt")
DISTRICTS = ("桐陂区", "白泽区", "桐山区")
QUERIES = ("医疗纠纷调解", "执法人员培训", "普法 宣传", "卫生健康局")

texts = st.builds(report, st.sampled_from(DISTRICTS), st.integers(2021, 2023), st.integers(1, 3))
changes = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), texts),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
    st.tuples(st.just("list"), st.just("manifest.csv"), st.sampled_from(["file,year\n甲.txt,2019\n", ""])),
    st.tuples(st.just("list"), st.just("dictionary.txt"), st.sampled_from(["专家共同会商 500 n\n", ""])),
    st.tuples(st.just("nothing"), st.just(""), st.just("")),
)


def change(archive: Path, what: str, name: str, content: str) -> None:
    path = archive / name
    if what in {"write", "list"} and content:
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    elif what == "rename" and path.is_file():
        (archive / content).parent.mkdir(exist_ok=True)
        path.replace(archive / content)
    elif what in {"remove", "list"}:
        path.unlink(missing_ok=True)


def told(index: Path) -> tuple[object, ...]:
    """All that searches can see of the generation that is served."""
    generation = Generation.open(current(index))
    encoder, store = HashEncoder(), generation.store
    every = range(len(store.passage_reports))
    m = generation.manifest
    seen = (
        (m.reports, m.passages, m.sentences, m.characters, m.texts, m.inputs),
        generation.intake,
        [(r, store.text(r.number), store.sections(r.number)) for r in store.reports],
        store.passages(list(every)),
        [generation.terms.search(q, 50, (1.0, 0.5, 0.2)) for q in QUERIES],
        [generation.vectors.search(v, 50, None) for v in encoder.encode_queries(QUERIES)],
    )
    generation.close()
    return seen


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(changes, min_size=1, max_size=4), st.sampled_from([1, 30]))
def test_growing_an_index_makes_what_a_build_from_scratch_makes(
    history: list[tuple[str, str, str]], smallest: int
) -> None:
    with (
        TemporaryDirectory() as folder,
        mock.patch("indexer.build.open_encoder", lambda *_: HashEncoder()),
        mock.patch("indexer.building.parts.SMALLEST", smallest),
    ):
        archive, grown = Path(folder) / "档案", Settings(index=Path(folder) / "长成", reading_workers=1)
        archive.mkdir()
        write_places(archive)
        change(archive, "write", "甲.txt", report())
        build(archive, grown)
        for step in history:
            change(archive, *step)
            try:
                build(archive, grown)
            except ArchiveError:  # nothing is left in it
                change(archive, "write", "甲.txt", report())
                build(archive, grown)
        scratch = Settings(index=Path(folder) / "新建", reading_workers=1)
        build(archive, scratch)
        assert told(grown.index) == told(scratch.index)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were given to a reader, in order; one that was only parsed again has a star."""
    names: list[str] = []
    real = recall.gather

    def counted(archive, settings, places, progress, known):
        names.extend(f.name + ("*" if known and known.of(known.sources[f.name]) else "") for f in archive.files)
        return real(archive, settings, places, progress, known)

    monkeypatch.setattr(recall, "gather", counted)
    return names


def test_without_a_change_nothing_is_read_or_published(
    archive: Path, made_settings: Settings, encoder: HashEncoder, read: list[str]
) -> None:
    before = build(archive, made_settings)
    read.clear()
    for path in archive.rglob("*"):
        os.utime(path, (time.time(), time.time()))  # what counts is the content
    again = build(archive, made_settings)
    assert (again.changed, again.generation, read) == (False, before.generation, [])
    assert (again.reports, again.passages, again.sentences) == (before.reports, before.passages, before.sentences)
    assert len(list(generations(made_settings.index).iterdir())) == 1


def test_only_what_is_new_is_read(
    archive: Path, made_settings: Settings, encoder: HashEncoder, read: list[str]
) -> None:
    build(archive, made_settings)
    read.clear()
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    build(archive, made_settings)
    assert read == ["桐山区2022.txt"]
    (archive / "桐山区2022.txt").rename(archive / "桐山.txt")  # its name is parsed, its bytes are not read
    build(archive, made_settings)
    (archive / "manifest.csv").write_text("file,genre\n桐陂区2023.txt,总结\n", encoding="utf-8")
    build(archive, made_settings)
    assert read == ["桐山区2022.txt", "桐山.txt*", "桐陂区2023.txt*"]


def test_the_model_is_loaded_for_new_content_only(
    archive: Path, made_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def opening(*given: object) -> HashEncoder:
        opened.append(given)
        return HashEncoder()

    monkeypatch.setattr("indexer.build.open_encoder", opening)
    (tmp_path / "model").mkdir()
    at = replace(made_settings, model=str(tmp_path / "model"))
    build(archive, at)
    assert len(opened) == 1
    (archive / "桐陂区2023.txt").rename(archive / "桐陂.txt")
    build(archive, at)
    (archive / "白泽区2024.txt").unlink()
    build(archive, at)
    assert len(opened) == 1
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    build(archive, at)
    assert len(opened) == 2


@pytest.mark.parametrize(
    ("anew", "reads", "embeds"),
    [
        (Anew(parsing=True), ["桐陂区2023.txt*", "白泽区2024.txt*"], 0),
        (Anew(vectors=True), [], 7),
        (Anew(reading=True, parsing=True, vectors=True), ["桐陂区2023.txt", "白泽区2024.txt"], 7),
    ],
    ids=["rechunk", "embed only", "full"],
)
def test_what_is_asked_for_is_done_anew(
    archive: Path, made_settings: Settings, encoder: HashEncoder, read: list[str], anew: Anew, reads, embeds: int
) -> None:
    build(archive, made_settings)
    before = told(made_settings.index)
    read.clear()
    encoder.encoded = 0
    again = build(archive, made_settings, anew=anew)
    assert (sorted(read), encoder.encoded, again.changed) == (reads, embeds, True)
    assert told(made_settings.index) == before


def test_a_damaged_entry_of_the_cache_is_made_again_and_never_served(
    archive: Path, made_settings: Settings, encoder: HashEncoder
) -> None:
    build(archive, made_settings)
    before = told(made_settings.index)
    for kind in ("sheets", "readings", "reports", "terms", "encoders", "part-rows", "part-terms", "part-vectors"):
        for path in (made_settings.index / "cache" / kind).glob("*"):
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
    shutil.rmtree(generations(made_settings.index))
    (made_settings.index / "CURRENT").unlink()
    build(archive, made_settings)
    assert told(made_settings.index) == before


def test_a_build_that_fails_late_has_not_read_in_vain(
    archive: Path, made_settings: Settings, encoder: HashEncoder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(texts: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(encoder, "encode_passages", torn)
    with pytest.raises(KeyboardInterrupt):
        build(archive, made_settings)
    monkeypatch.undo()
    with mock.patch("indexer.build.open_encoder", lambda *_: HashEncoder()):
        read.clear()
        assert build(archive, made_settings).reports == 2
    assert read == []


def zipped(path: Path, *members: tuple[str, str], level: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, content in members:
            package.writestr(name, content)


def test_a_zip_that_is_renamed_or_packed_anew_is_not_read_again(
    archive: Path, made_settings: Settings, encoder: HashEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ("甲.txt", report("桐山区", 2021, 5)), ("乙.txt", report("桐山区", 2022, 6))
    zipped(archive / "包.zip", first, second, level=1)
    build(archive, made_settings)
    (archive / "包.zip").unlink()
    zipped(archive / "另.zip", second, first, ("丙.txt", report("桐山区", 2023, 7)), level=9)
    found: dict[str, bool] = {}
    kept = recall.Recall._reading

    def asked(self: recall.Recall, source: str) -> Reading | None:
        reading = kept(self, source)
        found[source] = reading is not None
        return reading

    monkeypatch.setattr(recall.Recall, "_reading", asked)
    build(archive, made_settings)
    sources = {r.path: r.source for r in Generation.open(current(made_settings.index)).intake.records}
    members = {name: found[sources[f"另.zip/{name}"]] for name in ("甲.txt", "乙.txt", "丙.txt")}
    assert members == {"甲.txt": True, "乙.txt": True, "丙.txt": False}
    scratch = replace(made_settings, index=tmp_path / "从头")
    build(archive, scratch)
    assert told(made_settings.index) == told(scratch.index)


@pytest.mark.parametrize("smallest", [1, 30])
def test_what_the_next_version_will_parse_again_is_not_swept(
    archive: Path, made_settings: Settings, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch, smallest: int
) -> None:
    monkeypatch.setattr("indexer.building.parts.SMALLEST", smallest)
    build(archive, made_settings)
    long_ago = time.time() - 31 * 86_400
    readings, terms = (made_settings.index / "cache" / kind for kind in ("readings", "terms"))
    for path in (*readings.iterdir(), *terms.iterdir()):
        os.utime(path, (long_ago, long_ago))
    (readings / "无人问津").write_text("旧")
    os.utime(readings / "无人问津", (long_ago, long_ago))
    (archive / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    build(archive, made_settings)
    assert [len(list(folder.iterdir())) for folder in (readings, terms)] == [3, 3]
    assert not (readings / "无人问津").exists()


@pytest.mark.parametrize("smallest", [1, 30])
def test_vectors_that_no_build_needs_any_more_are_swept(
    archive: Path, made_settings: Settings, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch, smallest: int
) -> None:
    monkeypatch.setattr("indexer.building.parts.SMALLEST", smallest)
    today = 20_000
    monkeypatch.setattr("indexer.embed._today", lambda: today)
    build(archive, made_settings)
    cache = VectorCache(made_settings.index / "cache", encoder)
    old = {p.text for p in Generation.open(current(made_settings.index)).store.passages(list(range(8)))}
    (archive / "白泽区2024.txt").write_text(report("白泽区", 2024, 99), encoding="utf-8")
    today += 31
    assert build(archive, made_settings).reused > 0  # what is still needed is young again, however old it was
    new = {p.text for p in Generation.open(current(made_settings.index)).store.passages(list(range(8)))}
    assert set(cache.known([*old, *new])) == new
    assert old - new


def test_a_shelf_gives_what_was_put_and_forgets_what_nobody_asks_for(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    key = key_of("甲", 1, {"乙": None})
    assert shelf.get("种类", key) is None
    shelf.put("种类", key, {"文": ["\ud800 孤", 1, None]})
    assert shelf.get("种类", key) == {"文": ["\ud800 孤", 1, None]}
    assert shelf.sweep(30) == 0
    long_ago = time.time() - 31 * 86_400
    os.utime(tmp_path / "种类" / key, (long_ago, long_ago))
    assert shelf.get("种类", key) is not None  # asked for: young again
    assert shelf.sweep(30) == 0
    os.utime(tmp_path / "种类" / key, (long_ago, long_ago))
    assert (shelf.sweep(30), shelf.sound("种类", key)) == (1, False)
