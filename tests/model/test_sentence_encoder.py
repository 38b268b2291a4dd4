import socket
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import ModelError
from indexer.sentence_encoder import SentenceEncoder


@pytest.fixture(scope="module")
def encoder(prepared: Path) -> SentenceEncoder:
    return SentenceEncoder("e5-small", prepared.parent)


TEXTS = ["法治政府建设", "", " ", "。", "😀", "医疗纠纷人民调解a" * 200]


def test_vectors_are_c_contiguous_float32_of_norm_1_one_row_a_text(encoder: SentenceEncoder) -> None:
    for vectors in (encoder.encode_passages(TEXTS), encoder.encode_queries(TEXTS)):
        assert (vectors.shape, vectors.dtype, vectors.flags.c_contiguous) == ((6, 384), np.float32, True)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0] * 6, abs=1e-5)


def test_no_texts_give_no_rows(encoder: SentenceEncoder) -> None:
    for vectors in (encoder.encode_passages([]), encoder.encode_queries([])):
        assert (vectors.shape, vectors.dtype) == ((0, 384), np.float32)


def test_a_text_gives_the_same_vector_alone_and_among_others(encoder: SentenceEncoder) -> None:
    texts = ["法治", "医疗纠纷人民调解", "双随机、一公开监管" * 5]
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert np.abs(alone - encoder.encode_passages(texts)).max() < 1e-5


def test_queries_and_passages_have_their_own_prefix(encoder: SentenceEncoder) -> None:
    query, passage = encoder.encode_queries(["法治政府"])[0], encoder.encode_passages(["法治政府"])[0]
    assert 0.8 < float(query @ passage) < 0.999


def test_the_nearer_meaning_is_the_nearer_vector(encoder: SentenceEncoder) -> None:
    query = encoder.encode_queries(["患者和医院闹矛盾怎么处理"])[0]
    right, wrong = encoder.encode_passages(["健全医疗纠纷预防和调解机制", "开展公共场所卫生许可告知承诺"])
    assert query @ right > query @ wrong


def test_loading_and_encoding_ask_nothing_of_the_network(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError(f"the network was asked: {arguments}")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert SentenceEncoder("e5-small", prepared.parent).encode_queries(["测试"]).shape == (1, 384)


@pytest.fixture
def copied(prepared: Path, tmp_path: Path) -> Path:
    """The prepared model in a folder of its own, the files that a test changes as files and the rest as links."""
    for file in sorted(prepared.rglob("*")):
        target = tmp_path / file.relative_to(prepared)
        if file.is_dir():
            target.mkdir()
        elif file.suffix == ".json" and file.stat().st_size < 10_000:
            target.write_bytes(file.read_bytes())
        else:
            target.symlink_to(file)
    return tmp_path


def same_size(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    assert len(old) == len(new)
    path.write_bytes(data.replace(old, new, 1))


def test_the_same_model_has_the_same_fingerprint_wherever_it_lies(encoder: SentenceEncoder, copied: Path) -> None:
    name = SentenceEncoder(str(copied), copied).name
    assert name.removeprefix(f"{copied}@") == encoder.name.removeprefix("e5-small@")


def test_other_contents_of_the_same_size_are_another_model(copied: Path) -> None:
    (copied / "prepared.json").unlink()
    before = SentenceEncoder(str(copied), copied).name
    same_size(copied / "config_sentence_transformers.json", b"query: ", b"quest: ")
    assert SentenceEncoder(str(copied), copied).name != before


def test_a_prepared_folder_is_checked_wherever_it_lies(copied: Path) -> None:
    same_size(copied / "config_sentence_transformers.json", b"query: ", b"quest: ")
    with pytest.raises(ModelError, match=r"config_sentence_transformers\.json 内容被改动"):
        SentenceEncoder(str(copied), copied)


def test_a_folder_without_a_model_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="载入失败"):
        SentenceEncoder(str(tmp_path), tmp_path)
