"""A generation is trusted only whole: damage to any of its files is named."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from indexer.errors import GenerationError
from indexer.snapshot import Generation, read_manifest, seal
from tests.indexer.made import HashEncoder


def files(generation: Path) -> list[Path]:
    return sorted(p for p in generation.rglob("*") if p.is_file() and p.suffix != ".lock")


def removed(path: Path) -> None:
    path.unlink()


def truncated(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def flipped_in_the_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def flipped_at_the_end(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"0")


def test_a_whole_generation_opens_with_all_its_parts(generation: Path, encoder: HashEncoder) -> None:
    opened = Generation.open(generation)
    assert {"archive.sqlite", "vectors.faiss", "intake.json", "places.csv", "dictionary.txt"} < set(
        opened.manifest.files
    )
    assert any(name.startswith("terms/") for name in opened.manifest.files)
    assert len(opened.vectors) == len(opened.terms) == opened.manifest.passages
    assert opened.vectors.dim == encoder.dim
    assert "三方会商" in [word for word, _, _ in opened.tokenizer.words("三方会商机制")]
    assert opened.gazetteer.find("桐陂区")
    opened.close()


@pytest.mark.parametrize("harm", [removed, truncated, flipped_in_the_middle, flipped_at_the_end, longer])
def test_damage_to_any_file_is_refused_by_its_name(generation: Path, harm) -> None:
    for path in files(generation):
        whole = path.read_bytes()
        harm(path)
        with pytest.raises(GenerationError) as caught:
            Generation.open(generation)
        assert path.relative_to(generation).as_posix() in caught.value.reason
        assert "jiejian build" in caught.value.cure
        path.write_bytes(whole)
    Generation.open(generation).close()


def test_any_single_byte_of_the_manifest_matters(generation: Path) -> None:
    path = generation / "manifest.json"
    whole = path.read_bytes()
    before = read_manifest(generation)
    for at in range(0, len(whole), 7):
        data = bytearray(whole)
        data[at] ^= 1
        path.write_bytes(data)
        try:
            assert read_manifest(generation) == before, f"byte {at} changed what the manifest says"
        except GenerationError as error:
            assert "manifest.json" in error.reason


def test_another_format_is_told_apart_from_damage(generation: Path) -> None:
    path = generation / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "format": 99}), encoding="utf-8")
    with pytest.raises(GenerationError, match="第 99 版格式"):
        read_manifest(generation)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "{}", '{"files": []}', '{"files": {"a": 1}}', '{"files": {"a": [1]}}']
)
def test_a_manifest_that_is_none(generation: Path, text: str) -> None:
    (generation / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(GenerationError, match=r"manifest\.json 缺失或损坏"):
        Generation.open(generation)


def test_vectors_of_another_length_than_the_manifest_says_are_refused(generation: Path) -> None:
    told = asdict(read_manifest(generation))
    del told["format"], told["files"]
    seal(generation, told | {"dim": 16})
    with pytest.raises(GenerationError, match="向量是 8 维，清单写的是 16 维"):
        Generation.open(generation)
