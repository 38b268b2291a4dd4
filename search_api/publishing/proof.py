"""The proof that a restored index answers as the one that was backed up: a few questions with what was found."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from indexer.errors import BackupError
from search_api.engine import Engine
from search_api.schemas import Hit, Mode, SearchRequest

_WORDS = re.compile(r"[\u4e00-\u9fff]{6,24}")
_PLACES = (0.2, 0.5, 0.8)  # of the passages that questions are made from
_MODES: tuple[Mode, ...] = ("words", "hybrid")
_LIMIT = 5
_OPERATOR = "不含"  # may mean something to a search
# Words score alike everywhere; vectors of another processor's arithmetic do not, quite.
_NEAR: Mapping[str, float] = {"words": 1e-3, "hybrid": 0.05}


def proof_of(engine: Engine) -> dict[str, Any]:
    """Questions in the words of passages of the index itself, with the addresses and scores found for them."""
    asked = [(text, mode) for text in _questions(engine) for mode in _MODES]
    return {
        "version": engine.generation.manifest.version,
        "questions": [{"text": text, "mode": mode, "hits": _found(engine, text, mode)} for text, mode in asked],
    }


def hold_against(engine: Engine, proof: Mapping[str, Any], version: str) -> int:
    """Ask `engine` what the proof asked; the number of questions.

    The same `version` of the product must find the same, another must still find the best of each.

    Raises:
        BackupError: it does not, or the proof is none.
    """
    try:
        for question in proof["questions"]:
            text, mode, before = question["text"], question["mode"], question["hits"]
            if not _agree(before, _found(engine, text, mode), mode, strictly=proof["version"] == version):
                reason = f"恢复出的索引对“{text}”（{mode}）答得与备份时不同，没有启用"
                raise BackupError(reason, "请确认模型目录与备份时相同（jiejian doctor），再恢复一次")
        return len(proof["questions"])
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError("备份里没有可用的自检记录", "请换一份完整的备份") from error


def _questions(engine: Engine) -> Iterator[str]:
    store = engine.generation.store
    count = len(store.passage_reports)
    asked = set[str]()
    for place in _PLACES:
        start = int(count * place)
        for number in range(start, min(start + 50, count)):
            found = _WORDS.search(store.passages([number])[0].text)
            if found and _OPERATOR not in found[0] and found[0] not in asked:
                asked.add(found[0])
                yield found[0]
                break


def _found(engine: Engine, text: str, mode: Mode) -> list[dict[str, Any]]:
    hits: list[Hit] = engine.search(SearchRequest(text=text, mode=mode, limit=_LIMIT)).hits
    return [{"address": hit.address, "score": hit.score} for hit in hits]


def _agree(before: list[dict[str, Any]], now: list[dict[str, Any]], mode: Mode, *, strictly: bool) -> bool:
    if not before or not now:
        return before == now
    addresses = [hit["address"] for hit in now]
    if not strictly:
        return before[0]["address"] in addresses
    near = _NEAR[mode]
    same = before[0]["address"] == addresses[0] if mode == "hybrid" else [h["address"] for h in before] == addresses
    return same and all(
        abs(a["score"] - b["score"]) <= near * max(1.0, abs(a["score"]))
        for a, b in zip(before[:1], now[:1], strict=True)
    )
