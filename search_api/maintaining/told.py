"""What became of the generations, as it is told."""

from dataclasses import asdict

from indexer.errors import GenerationError
from indexer.history import read_history
from indexer.publish import current, generations
from indexer.settings import Settings
from search_api.schemas.publication import HistoryEntry, HistoryResponse


def history_of(settings: Settings) -> HistoryResponse:
    """The acts on the generations of the index, the latest first, and which generations are on disk."""
    folder = generations(settings.index)
    held = [p.name for p in folder.glob("[!.]*") if p.is_dir()] if folder.is_dir() else []
    try:
        served = current(settings.index).name
    except GenerationError:
        served = ""
    entries = [HistoryEntry.model_validate({**asdict(e), "act": e.act.value}) for e in read_history(settings.index)]
    return HistoryResponse(served=served, held=sorted(held, reverse=True), entries=entries[::-1])
