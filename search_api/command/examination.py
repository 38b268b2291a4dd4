"""`jiejian intake`: an archive's files examined as the build examines them, without an index and without a model."""

import os
from pathlib import Path

from indexer.archive import open_archive
from indexer.errors import QueryError
from indexer.intake.admit import account, admit
from indexer.intake.gather import Progress
from indexer.intake.record import Intake
from indexer.places.gazetteer import Gazetteer
from indexer.settings import Settings


def examined(root: Path, manifest: Path | None, settings: Settings, progress: Progress) -> Intake:
    """The account of the archive in `root`; what builds of an index keep of the same bytes is not worked out again.

    Raises:
        ArchiveError: the folder or a list in it is bad.
    """
    archive = open_archive(root, manifest)
    own, cache = root / "places.csv", settings.index / "cache"
    places = Gazetteer.default(own) if own.is_file() else Gazetteer.default()
    if not (cache.is_dir() and os.access(cache, os.W_OK)):
        return admit(archive, settings, places, progress).intake
    from indexer.building.identity import identity_of  # noqa: PLC0415 - the stores' libraries
    from indexer.building.recall import Recall, sources_of  # noqa: PLC0415
    from indexer.building.shelf import Shelf  # noqa: PLC0415

    recall = Recall(Shelf(cache), identity_of(archive, settings), settings, places)
    return account(archive, [file.sheet for file in recall.files(archive, sources_of(archive), progress)], places)


def write_workbook(path: Path, intake: Intake) -> None:
    """Write the account as an xlsx to `path`.

    Raises:
        QueryError: the file cannot be written.
    """
    from indexer.intake.workbook import workbook  # noqa: PLC0415  (openpyxl, for those who ask)

    try:
        path.write_bytes(workbook(intake))
    except OSError as error:
        reason = f"表格 {path} 写不了：{error.strerror}"
        raise QueryError(reason, "请检查目录和权限；文件若正在 Excel 里打开，请先关上", "xlsx") from error
