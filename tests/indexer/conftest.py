"""An archive to build, and the stand-in for the model."""

from pathlib import Path

import pytest

from indexer.build import build
from indexer.publish import current
from indexer.settings import Settings
from tests.indexer.made import HashEncoder, write_archive


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> HashEncoder:
    made = HashEncoder()
    monkeypatch.setattr("indexer.build.open_encoder", lambda *given: made)
    return made


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "档案")


@pytest.fixture
def made_settings(tmp_path: Path) -> Settings:
    return Settings(index=tmp_path / "索引", reading_workers=1)


@pytest.fixture
def generation(archive: Path, made_settings: Settings, encoder: HashEncoder) -> Path:
    """The folder of a whole generation that a test may damage."""
    (archive / "dictionary.txt").write_text("三方会商 500 n\n", encoding="utf-8")
    build(archive, made_settings)
    return current(made_settings.index)
