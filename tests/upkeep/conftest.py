"""An index of a small archive, built once without a model and copied for each test to damage."""

import shutil
from pathlib import Path

import pytest

from indexer.build import build
from indexer.settings import Settings
from tests.indexer.made import HashEncoder, report, write_archive


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive (档案) and its index (索引)."""
    folder = tmp_path_factory.mktemp("upkeep")
    archive = write_archive(folder / "档案")
    (archive / "dictionary.txt").write_text("三方会商 500 n\n", encoding="utf-8")
    (archive / "子目录").mkdir()
    (archive / "子目录" / "桐山区2022.txt").write_text(report("桐山区", 2022, 7), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.build.open_encoder", lambda *_args, **_more: HashEncoder())
        build(archive, Settings(index=folder / "索引", home=folder / "模型", reading_workers=1))
    return folder


@pytest.fixture
def made(built: Path, tmp_path: Path) -> Settings:
    """Settings of a copy of the index."""
    shutil.copytree(built / "索引", tmp_path / "索引")
    return Settings(index=tmp_path / "索引", home=tmp_path / "模型", reading_workers=1)


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> Path:
    """A copy of the archive that it was built from."""
    return shutil.copytree(built / "档案", tmp_path / "档案")
