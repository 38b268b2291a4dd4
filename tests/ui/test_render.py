import pytest

from search_api.schemas import AskResponse, Citation, SearchResponse
from tests.ui.made import ADDRESS, citation, explanation, group, hit
from tests.ui.markup import tags_of, text_of, values_of
from ui import masthead
from ui.account import account
from ui.browsing import file_href
from ui.conditions import chips
from ui.figures import beside, named_figures
from ui.links import Asked
from ui.render import answer, digest_of, group_card, notice, paragraphs, passage, results_head
from ui.render import citation as citation_line

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'"


def hostile_citation() -> Citation:
    names = dict.fromkeys(("report", "quote", "title", "district", "section", "address"), HOSTILE)
    return citation(**names)


def test_the_sentence_the_words_and_the_figures_of_a_passage_are_marked() -> None:
    assert passage(hit()) == (
        '（一）推进调解。<mark class="sentence">全年受理<em class="word">医疗纠纷</em><b class="figure">86件</b>，'
        '调解成功率<b class="figure">98.5%</b>。</mark>'
    )


def test_a_card_has_the_best_passage_first_and_the_others_behind_more() -> None:
    html = group_card(group(hit(text="第一段。"), hit(text="第二段。"), hit(text="第三段。")), {})
    words = text_of(html)
    assert words.index("云岭区") < words.index("第一段") < words.index("更多 2 段") < words.index("第二段")
    assert tags_of(html).count("details") == 1
    assert "更多" not in text_of(group_card(group(hit()), {}))


def test_what_a_doubtful_report_says_is_marked_with_its_reason_and_leads_to_it() -> None:
    doubts = {"云岭区2023.txt": "识别把握不大"}
    quoted = AskResponse(question="？", answer="受理86件。", abstained=False, reason="", citations=[citation()])
    for html in (group_card(group(hit()), doubts), answer(quoted, doubts)):
        assert "云岭区2023年法治政府建设年度报告》?存疑" in text_of(html)
        assert values_of(html, "title") == ["识别把握不大"]
        assert file_href("云岭区2023.txt") in values_of(html, "href")
    assert "存疑" not in text_of(group_card(group(hit(report="别的.txt")), doubts))


def test_a_card_of_a_report_without_a_place_goes_by_its_title() -> None:
    html = group_card(group(hit(district=None, city=None, province=None, year=None)), {})
    assert text_of(html).startswith("云岭区2023年法治政府建设年度报告")
    assert "None" not in html


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "出处：《云岭区2023年法治政府建设年度报告》，云岭区2023年，一、主要成效，（一）推进调解"),
        ({"section": ""}, "出处：《云岭区2023年法治政府建设年度报告》，云岭区2023年"),
        ({"district": None, "section": "二、问题"}, "出处：《云岭区2023年法治政府建设年度报告》，2023年，二、问题"),
        ({"district": None, "year": None, "section": ""}, "出处：《云岭区2023年法治政府建设年度报告》"),
    ],
)
def test_the_citation_that_is_copied(changed, line) -> None:
    assert citation_line(hit(**changed)) == line


def test_the_source_is_a_link_to_the_address() -> None:
    assert values_of(group_card(group(hit()), {}), "href") == [f"./?page=report&address={ADDRESS}"]


def test_reports_with_the_same_sentence_are_counted() -> None:
    assert "另有 2 份报告用了同样的句子" in text_of(group_card(group(hit(same_wording=["a.txt", "b.txt"])), {}))


def test_an_answer_is_its_quotes_each_with_number_source_and_link() -> None:
    quotes = [citation(), citation(quote="调解成功率98.5%。", year=None)]
    html = answer(AskResponse(question="？", answer="……", abstained=False, reason="", citations=quotes), {})
    assert tags_of(html).count("li") == tags_of(html).count("blockquote") == 2
    assert "全年受理医疗纠纷86件。" in text_of(html)
    assert "云岭区 2023 年" in text_of(html)


@pytest.mark.parametrize(
    ("answer_text", "quotes", "digest"),
    [
        # One report, its sentences without a break: nothing but quotes.
        ("受理86件。", ["受理86件。"], ""),
        ("受理86件。调解80件。", ["受理86件。", "调解80件。"], ""),
        # Several reports, a line each.
        ("云岭区（2023）：受理86件。\n石桥区（2023）：受理20件。", ["受理86件。", "受理20件。"], ""),
        ("云岭区（2023）：建章。立制。\n石桥区（2023）：宣讲。", ["建章。", "立制。", "宣讲。"], ""),
        # Both have the same sentence: the first line is a quote all the same.
        ("云岭区（2023）：建章。\n石桥区（2023）：建章。", ["建章。", "建章。"], ""),
        # A sum, a comparison, a list, the figures of one sentence: the first line, before the first quote.
        (
            "合计106件（86+20）\n云岭区（2023）：受理86件。\n石桥区（2023）：受理20件。",
            ["受理86件。", "受理20件。"],
            "合计106件（86+20）",
        ),
        ("云岭区（2023）\n建立了机制。", ["建立了机制。"], "云岭区（2023）"),
        ("受理86件，其中调解80件\n受理86件，调解80件。", ["受理86件，调解80件。"], "受理86件，其中调解80件"),
    ],
)
def test_the_line_of_an_answer_that_is_no_quote_stands_above_the_quotes(answer_text, quotes, digest) -> None:
    cited = [citation(quote=q, report=f"{n}.txt") for n, q in enumerate(quotes)]
    response = AskResponse(question="？", answer=answer_text, abstained=False, reason="", citations=cited)
    assert digest_of(response) == digest
    assert text_of(answer(response, {})).startswith(f"{digest}报告原文是这样写的")
    assert ("digest" in values_of(answer(response, {}), "class")) == bool(digest)


def test_the_sentences_of_a_practice_read_as_one_paragraph_with_one_source() -> None:
    told = [
        citation(quote="成立调委会。", start=100, stop=106, address="first"),
        citation(quote="聘请专家。", start=106, stop=111, address="second"),
        citation(quote="调解86件。", start=130, stop=136, address="third"),
    ]
    html = answer(AskResponse(question="？", answer="……", abstained=False, reason="", citations=told), {})
    assert tags_of(html).count("blockquote") == tags_of(html).count("cite") == 1
    assert "成立调委会。聘请专家。……调解86件。" in text_of(html)
    assert values_of(html, "href") == ["./?page=report&address=first&address=third"]


@pytest.mark.parametrize(
    ("second", "together"),
    [
        ({"start": 140, "stop": 150}, 1),
        ({"start": 128, "stop": 139}, 2),  # not behind the first
        ({"start": 140, "stop": 150, "section": "二、存在问题"}, 2),
        ({"start": 140, "stop": 150, "report": "石桥区2023.txt"}, 2),
    ],
)
def test_quotes_of_other_reports_and_sections_stand_by_themselves(second, together) -> None:
    assert len(paragraphs([citation(), citation(**second)])) == together


@pytest.mark.parametrize(
    "html",
    [
        group_card(
            group(
                hit(
                    report=HOSTILE,
                    text=HOSTILE,
                    title=HOSTILE,
                    district=HOSTILE,
                    city=HOSTILE,
                    section=f"{HOSTILE} > {HOSTILE}",
                    address=HOSTILE,
                    sentence=(0, 9),
                    figures=[(3, 20)],
                    highlights=[(1, 30)],
                )
            ),
            {HOSTILE: HOSTILE},
        ),
        answer(
            AskResponse(
                question="？",
                answer=f"{HOSTILE}\n云岭区：……",
                abstained=False,
                reason="",
                citations=[hostile_citation()],
            ),
            {HOSTILE: HOSTILE},
        ),
        notice(HOSTILE, [HOSTILE], [(HOSTILE, HOSTILE)]),
        results_head(SearchResponse(query=HOSTILE), notes=[HOSTILE]),
        chips(Asked(HOSTILE), SearchResponse(query=HOSTILE, phrases=[HOSTILE], excluded=[HOSTILE])),
        account(hit(text=HOSTILE, explanation=explanation(HOSTILE)), HOSTILE),
        masthead.html("search", Asked(HOSTILE)),
    ],
    ids=["card", "answer", "notice", "notes", "chips", "account", "masthead"],
)
def test_a_hostile_title_or_text_never_becomes_markup(html) -> None:
    assert not {"script", "img"} & set(tags_of(html))
    assert values_of(html, "onerror") == []


@pytest.mark.parametrize(
    ("text", "spans", "named"),
    [
        ("受理纠纷86件，调解成功20件。", [(4, 7), (12, 15)], [("受理纠纷", "86件", ""), ("调解成功", "20件", "")]),
        # No words before it in its clause: those behind it.
        ("诉求提出后，3个工作日内见面。", [(6, 11)], [("", "3个工作日", "内见面")]),
        # Two figures in one clause: the second has what stands between them; two that touch are one.
        ("培训12期、覆盖480人次。", [(2, 5), (8, 13)], [("培训", "12期", ""), ("覆盖", "480人次", "")]),
        ("培训12期480人次。", [(2, 5), (5, 10)], [("培训", "12期480人次", "")]),
        # The number of a list counts nothing.
        ("1.规范执法。罚款3万元。", [(0, 1), (9, 12)], [("罚款", "3万元", "")]),
        # Long words are cut to their end.
        ("全区各类医疗卫生机构共开展检查95次", [(15, 18)], [("…医疗卫生机构共开展检查", "95次", "")]),
        ("没有数字。", [], []),
    ],
)
def test_figures_are_named_by_their_own_clause(text, spans, named) -> None:
    assert named_figures(text, spans) == named


def test_without_figures_nothing_stands_beside() -> None:
    assert beside("没有数字。", []) == ""
