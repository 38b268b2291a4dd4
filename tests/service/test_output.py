"""What people read on the terminal, and what becomes of it on the way."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest

from search_api.command.output import in_words
from search_api.schemas import (
    AskResponse,
    BuildResponse,
    Cell,
    Citation,
    CompareResponse,
    Explanation,
    Hit,
    HitGroup,
    Refused,
    Schema,
    SearchResponse,
    WordAccount,
)
from tests.service.conftest import ROOT, environment, report

HIT: dict[str, Any] = {
    "report": "a.txt",
    "title": "云岭区2024年报告",
    "district": "云岭区",
    "city": "安和市",
    "province": None,
    "year": 2024,
    "genre": None,
    "section": "一、成效 > （一）调解",
    "kind": "成效",
    "text": "受理纠纷86件。\n全部办结。",
    "start": 10,
    "stop": 24,
    "address": "0123456789abcdef-10-24-fedcba9876543210",
    "score": 1.0,
    "meaning_rank": 1,
    "words_rank": None,
    "highlights": [],
}
WHY = Explanation(
    meaning_part=0.3,
    words_part=0.7,
    place_bonus=0.0,
    year_bonus=0.1,
    meaning_rank=1,
    words_rank=3,
    meaning_score=0.9,
    words_score=20.0,
    meaning_share=0.4,
    words=[
        WordAccount(word="纠纷", held=True, instead=None, part=0.5),
        WordAccount(word="打官司", held=False, instead="诉讼", part=0.1),
        WordAccount(word="仲裁", held=False, instead=None, part=0.0),
    ],
    report_part=0.1,
    phrases=["受理"],
    sentence=(9, 14),
    sentence_score=0.9,
)
NOTHING = {"meaning_part": 0.0, "words_part": 1.0, "year_bonus": 0.0, "meaning_rank": None, "words_rank": None}
EXACT = WHY.model_copy(update={**NOTHING, "words": [], "report_part": 0.0, "phrases": ["受理纠纷"], "sentence": None})
PLACE = {"district": "云岭区", "city": "安和市", "province": None, "year": 2024, "report": "a.txt"}
LINES = """\
   一、成效 > （一）调解
   受理纠纷86件。
   全部办结。
   出处 0123456789abcdef-10-24-fedcba9876543210"""


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (SearchResponse(query="调解", hits=[Hit(**HIT)]), f"1. 云岭区 2024年《云岭区2024年报告》\n{LINES}"),
        (
            SearchResponse(query="调解", hits=[Hit(**{**HIT, "same_wording": ["b.txt"]})]),
            f"1. 云岭区 2024年《云岭区2024年报告》\n{LINES}\n   另有 1 份报告有相同的句子",
        ),
        (
            SearchResponse(query="调解", hits=[Hit(**HIT, explanation=WHY)]),
            f"1. 云岭区 2024年《云岭区2024年报告》\n{LINES}\n"
            "   得分 1.000 = 字词 0.700 + 意思 0.300；年份另加 0.100\n"
            "   原文写有 受理\n"
            "   含有 纠纷 0.500\n"
            "   换了说法 打官司（写作诉讼）0.100\n"
            "   不含 仲裁\n"
            "   全篇报告相关 0.100\n"
            "   按词第 3，按义第 1\n"
            "   意思最近的一句 全部办结。",
        ),
        (
            SearchResponse(query="调解", hits=[Hit(**HIT, explanation=EXACT)]),
            f"1. 云岭区 2024年《云岭区2024年报告》\n{LINES}\n"
            "   得分 1.000 = 字词 1.000 + 意思 0.000\n"
            "   原文写有 受理纠纷",
        ),
        (
            SearchResponse(query="调解", groups=[HitGroup(**PLACE, hits=[Hit(**HIT)])]),
            f"【1】云岭区 2024年\n\n1. 云岭区 2024年《云岭区2024年报告》\n{LINES}",
        ),
        (SearchResponse(query="调解", notes=["没有相符的段落"]), "没有相符的段落"),
        (SearchResponse(query="调解"), "没有找到相符的段落。可换个说法，或放宽筛选。"),
        (
            CompareResponse(
                topic="调解",
                cells=[
                    Cell(**PLACE, title="报告", status="present", passage=Hit(**HIT)),
                    Cell(**{**PLACE, "year": 2023}, title="报告", status="absent", passage=None),
                    Cell(**{**PLACE, "year": 2022}, title=None, status="not_collected", passage=None, reason="缺文件"),
                    Cell(**{**PLACE, "district": None, "city": None}, title="报告", status="absent", passage=None),
                ],
            ),
            f"“调解”：4 份报告中 1 份提到\n\n云岭区 2024年：有\n{LINES}\n\n云岭区 2023年：未提及\n\n"
            "云岭区 2022年：未收录（缺文件）\n\na.txt 2024年：未提及",
        ),
        (
            AskResponse(
                question="几件？",
                answer="受理纠纷86件。",
                abstained=False,
                reason="",
                citations=[
                    Citation(
                        report="a.txt",
                        title="云岭区2024年报告",
                        district="云岭区",
                        year=2024,
                        section="一、成效",
                        quote="受理纠纷86件。",
                        start=10,
                        stop=18,
                        address="0123-10-18-4567",
                    )
                ],
            ),
            "受理纠纷86件。\n\n[1] 云岭区 2024年《云岭区2024年报告》一、成效\n"
            "    “受理纠纷86件。”\n    出处 0123-10-18-4567",
        ),
        (
            AskResponse(question="几件？", answer=None, abstained=True, reason="档案里没有2030年的报告", citations=[]),
            "未作答：档案里没有2030年的报告",
        ),
        (
            BuildResponse(
                generation="g1",
                reports=1,
                passages=2,
                sentences=3,
                seconds=1.23,
                embedded=2,
                reused=0,
                refused=[Refused(path="b.txt", error="文件是空的", reason="文件是空的。请换上完整的文件")],
                doubts=[],
            ),
            "索引已建成并启用：g1\n1 份报告，2 段，3 句；新算向量 2，沿用 0；用时 1.2 秒\n\n"
            "未收录（1）\n  b.txt：文件是空的。请换上完整的文件",
        ),
    ],
)
def test_answers_in_words(response: Schema, words: str) -> None:
    assert in_words(response) == words


def test_every_list_that_is_cut_says_so() -> None:
    refused = [Refused(path=f"{n}.txt", error="空", reason="空") for n in range(23)]
    built = BuildResponse(
        generation="g", reports=1, passages=1, sentences=1, seconds=1, embedded=1, reused=0, refused=refused, doubts=[]
    )
    assert in_words(built).endswith("  19.txt：空\n  …… 另有 3 条，见 --json")


def test_a_reader_that_closes_the_pipe_is_no_failure(tmp_path: Any) -> None:
    file = tmp_path / "报告.txt"
    file.write_text(report("云岭区", 2024, 86) + "继续完善机制。\n" * 20_000, encoding="utf-8")
    command = [sys.executable, "-m", "search_api", "parse", str(file), "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (0, b"")


def test_chinese_comes_out_whole_in_any_locale(tmp_path: Any) -> None:
    file = tmp_path / "报告.txt"
    file.write_text(report("云岭区", 2024, 86), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "search_api", "parse", str(file)],
        cwd=ROOT,
        env=environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="ascii"),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "全年受理医疗纠纷86件" in done.stdout.decode("utf-8")


def test_the_bar_is_drawn_on_a_terminal_only() -> None:
    code = """
import sys
from search_api.command.progress import progress_on
with progress_on(sys.stderr) as progress:
    for stage in ("读取报告", "写入索引"):
        progress(stage, 0, 2)
        progress(stage, 2, 2)
"""
    leader, follower = os.openpty()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, stderr=follower, check=True)
    os.close(follower)
    drawn = os.read(leader, 10_000).decode("utf-8")
    os.close(leader)
    for stage in ("读取报告", "写入索引"):
        assert re.search(rf"{stage} 100% █+ 2/2", drawn)
    piped = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, check=True)
    assert piped.stderr == b""
