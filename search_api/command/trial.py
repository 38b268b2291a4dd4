"""`jiejian preview`: the lists to try, and the questions to try them on."""

import argparse
import sys
from pathlib import Path

from indexer.errors import ArchiveError
from search_api.command.progress import progress_on
from search_api.editing.preview import Question, preview, saved_questions
from search_api.editing.wordlists import WordLists, lists_of, read_text
from search_api.engine import Engine
from search_api.schemas.words import PreviewResponse


def tried(engine: Engine, given: argparse.Namespace) -> PreviewResponse:
    """What changes; a list that is not given stays as the index has it.

    Raises:
        ArchiveError: a file is missing or wrong.
    """
    served = lists_of(engine.generation.folder)
    lists = WordLists(
        served.dictionary if given.dictionary is None else _text(given.dictionary),
        served.synonyms if given.synonyms is None else _text(given.synonyms),
    )
    saved = saved_questions(given.archive or engine.generation.folder, given.judged)
    with progress_on(sys.stderr) as progress:
        return preview(engine, lists, [*map(Question, given.question), *saved], progress)


def _text(path: Path) -> str:
    if not path.is_file():
        raise ArchiveError(f"文件 {path} 不存在", "请检查 --dictionary、--synonyms 后的路径")
    return read_text(path)
