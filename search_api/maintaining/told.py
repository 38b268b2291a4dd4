"""What became of the generations, as it is told."""

from dataclasses import asdict

from indexer.history import read_history
from indexer.publish import held_generations, served_name
from indexer.settings import Settings
from search_api.schemas.publication import HistoryEntry, HistoryResponse


def history_of(settings: Settings) -> HistoryResponse:
    """The acts on the generations of the index, the latest first, and which generations are on disk."""
    entries = [HistoryEntry.model_validate({**asdict(e), "act": e.act.value}) for e in read_history(settings.index)]
    return HistoryResponse(
        served=served_name(settings.index),
        held=[folder.name for folder in held_generations(settings.index)],
        entries=entries[::-1],
    )
