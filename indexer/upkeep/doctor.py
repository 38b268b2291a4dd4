"""Everything that can be wrong with an installation, its index and its archive, one finding each."""

from collections.abc import Iterator
from pathlib import Path

from indexer.errors import GenerationError
from indexer.publish import current
from indexer.settings import Settings
from indexer.snapshot import Manifest, read_manifest
from indexer.upkeep import caches, generations, installation, lists, models, service
from indexer.upkeep.finding import Finding


def examine(
    settings: Settings, archive: Path | None = None, manifest: Path | None = None, ask_service: str | None = None
) -> Iterator[Finding]:
    """What is wrong, the foundations first; nothing is changed.

    Without `archive` no archive is looked at, without `ask_service` (http://host:port) no service is asked.
    """
    folder, kept = _served(settings.index)
    yield from installation.look(settings.index, settings.home)
    yield from models.look(settings, kept.model if kept else None)
    yield from generations.look(settings.index)
    yield from caches.look(settings.index, kept)
    if archive is not None:
        yield from lists.look(archive, manifest, folder if kept else None)
    if ask_service is not None:
        yield from service.look(ask_service, folder.name if folder else None)


def _served(index: Path) -> tuple[Path | None, Manifest | None]:
    """The served generation as far as it can be read; what is wrong with it is `generations`' to tell."""
    try:
        folder = current(index)
    except GenerationError:
        return None, None
    try:
        return folder, read_manifest(folder)
    except GenerationError:
        return folder, None
