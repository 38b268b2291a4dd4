"""What every suite shares: the repository's root, the labelled data beside it, one index of the sample archive."""

import os
from pathlib import Path

import pytest
from filelock import FileLock

from indexer.build import build
from indexer.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Settings with the prepared model, wherever the tests were started from."""
    return Settings.read({"JIEJIAN_HOME": os.environ.get("JIEJIAN_HOME", str(ROOT / "models"))})


@pytest.fixture(scope="session")
def shared() -> Path:
    """The labelled data beside the project; the test is skipped, loudly, where it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"no labelled data at {SHARED.name}/ beside the project")
    return SHARED


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Path:
    """A built index of corpus/sample, made once a run and shared by all workers; nobody writes into it."""
    return built(ROOT / "corpus" / "sample", "sample-index", tmp_path_factory, settings)


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory, settings: Settings, shared: Path) -> Path:
    """A built index of the five real reports."""
    return built(shared / "seeds", "seeds-index", tmp_path_factory, settings)


def built(archive: Path, name: str, factory: pytest.TempPathFactory, settings: Settings) -> Path:
    """The folder of the index of `archive`, built by whichever worker asks first."""
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / name
    with FileLock(f"{folder}.lock"):
        if not (folder / "CURRENT").exists():
            build(archive, Settings(index=folder, home=settings.home))
    return folder
