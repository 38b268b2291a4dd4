"""`jiejian intake`: an archive's files examined as the build examines them, without an index and without a model."""

from pathlib import Path

from indexer.archive import open_archive
from indexer.errors import QueryError
from indexer.intake.admit import admit
from indexer.intake.gather import Progress
from indexer.intake.record import Intake
from indexer.places.gazetteer import Gazetteer
from indexer.settings import Settings


def examined(root: Path, manifest: Path | None, settings: Settings, progress: Progress) -> Intake:
    """The account of the archive in `root`.

    Raises:
        ArchiveError: the folder or a list in it is bad.
    """
    archive = open_archive(root, manifest)
    own = root / "places.csv"
    places = Gazetteer.default(own) if own.is_file() else Gazetteer.default()
    return admit(archive, settings, places, progress).intake


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
