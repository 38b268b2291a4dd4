from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from indexer.errors import ModelError
from indexer.pretrained.folder import write_folder
from indexer.pretrained.record import RECORD, check
from tests.model.tiny import tiny_packed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tiny_packed(), tmp_path / "tiny")
    return tmp_path / "tiny"


def test_the_folder_is_an_ordinary_sentence_transformers_model_with_its_prompts(folder: Path) -> None:
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    assert model.get_embedding_dimension() == 32
    assert (model.prompts["query"], model.prompts["passage"]) == ("query: ", "passage: ")
    assert {str(p.dtype) for p in model.parameters()} == {"torch.float32"}  # though the disk holds float16
    vectors = model.encode(["法治政府", "law"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0], abs=1e-6)


def test_writing_again_replaces_the_folder_and_removes_what_a_killed_run_left(folder: Path) -> None:
    left = folder.with_name(".tiny.partial")
    left.mkdir()
    (left / "model.safetensors").write_bytes(b"half")
    (folder / "model.safetensors").write_bytes(b"half")
    write_folder(tiny_packed(), folder)
    check(folder)
    assert [p.name for p in folder.parent.iterdir()] == ["tiny"]


def flip_a_byte(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [flip_a_byte, cut_short, Path.unlink])
@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json", "1_Pooling/config.json"])
def test_any_change_to_any_file_is_found(folder: Path, name: str, damage: Callable[[Path], None]) -> None:
    check(folder)
    damage(folder / name)
    with pytest.raises(ModelError, match=name):
        check(folder)


def test_a_folder_without_a_record_is_not_trusted(folder: Path) -> None:
    (folder / RECORD).write_text("[]", encoding="utf-8")
    with pytest.raises(ModelError, match=RECORD):
        check(folder)
