"""`jiejian doctor`, `backup`, `restore` and `kit`: what needs an opened index besides `indexer.upkeep`."""

import argparse
import os
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from indexer.errors import ArchiveError, SettingError
from indexer.settings import PREFIX, Settings, named
from indexer.upkeep.finding import Finding, Severity, error
from search_api.command.progress import progress_on
from search_api.schemas.upkeep import (
    BackupResponse,
    DoctorFinding,
    DoctorResponse,
    KitResponse,
    LeftOut,
    RestoreResponse,
)


def examined(given: argparse.Namespace) -> DoctorResponse:
    """What the doctor finds; settings that cannot be read are a finding, and the defaults are examined."""
    from indexer.upkeep.doctor import examine  # noqa: PLC0415 - the stores' libraries

    findings = []
    try:
        settings = Settings.read(os.environ)
    except SettingError as caught:
        findings.append(error("setting", caught.reason, caught.cure, PREFIX))
        settings = Settings()
    settings = replace(settings, index=given.index or settings.index)
    archive, manifest = given.archive or named(settings.archive), given.manifest or named(settings.manifest)
    findings += examine(settings, archive, manifest, given.service)
    findings += _golden(archive)
    return DoctorResponse(
        errors=sum(f.severity is Severity.ERROR for f in findings),
        warnings=sum(f.severity is Severity.WARNING for f in findings),
        findings=[DoctorFinding.model_validate(asdict(f) | {"severity": f.severity.value}) for f in findings],
    )


def _golden(archive: Path | None) -> list[Finding]:
    """The office's own questions, which publishing reads."""
    from search_api.publishing.golden import read_golden  # noqa: PLC0415

    try:
        if archive is not None:
            read_golden(archive)
    except ArchiveError as caught:
        return [error("golden-broken", caught.reason, caught.cure, archive)]
    return []


def backed_up(given: argparse.Namespace, settings: Settings) -> BackupResponse:
    """The index opened and asked, then written to a file with all that belongs to it."""
    from indexer.upkeep.backup import Wish, backup  # noqa: PLC0415

    began = time.monotonic()
    proof = _proof(settings)
    wish = Wish(named(settings.archive), given.all, given.cache)
    with progress_on(sys.stderr) as progress:
        made = backup(given.file, settings, wish, proof, progress, force=given.force)
    return BackupResponse(
        path=made.path,
        bytes=made.bytes,
        files=made.files,
        generation=made.served,
        generations=list(made.generations),
        reports=made.reports,
        archive_files=made.archive_files,
        left_out=[LeftOut(path=path, reason=reason) for path, reason in made.left_out],
        proved=len(proof["questions"]),
        seconds=round(time.monotonic() - began, 2),
    )


def restored(given: argparse.Namespace, settings: Settings) -> RestoreResponse:
    """A backup put in place, after it answered as it did where it was made."""
    from indexer.upkeep.restore import restore  # noqa: PLC0415
    from search_api.engine import Engine  # noqa: PLC0415
    from search_api.publishing.proof import hold_against  # noqa: PLC0415

    began, proved = time.monotonic(), 0

    def prove(index: Path, proof: Mapping[str, Any]) -> None:
        nonlocal proved
        with closing(Engine.open(replace(settings, index=index))) as engine:
            proved = hold_against(engine, proof, version("jiejian"))

    with progress_on(sys.stderr) as progress:
        done = restore(given.file, settings, given.archive, prove, progress)
    return RestoreResponse(
        index=str(settings.index),
        generation=done.served,
        generations=list(done.generations),
        reports=done.reports,
        archive=done.archive,
        archive_files=done.archive_files,
        made_at=done.made_at,
        settings=dict(done.settings),
        proved=proved,
        seconds=round(time.monotonic() - began, 2),
    )


def packed(given: argparse.Namespace, settings: Settings) -> KitResponse:
    """A folder that installs everything on a machine without a network."""
    from indexer.upkeep.kit import pack  # noqa: PLC0415

    began = time.monotonic()
    proof = _proof(settings)
    with progress_on(sys.stderr) as progress:
        made = pack(given.folder, settings, named(settings.archive), proof, progress)
    return KitResponse.model_validate(
        asdict(made) | {"models": list(made.models), "seconds": round(time.monotonic() - began, 2)}
    )


def _proof(settings: Settings) -> dict[str, Any]:
    from search_api.engine import Engine  # noqa: PLC0415
    from search_api.publishing.proof import proof_of  # noqa: PLC0415

    with closing(Engine.open(settings)) as engine:
        return proof_of(engine)
