from search_api.schemas import FileResponse
from tests.ui.made import doubtful, evidence, file, refused, roster_cell
from tests.ui.markup import tags_of, text_of, values_of
from ui.browsing import file_href
from ui.dossier import dossier

HOSTILE = '"><script>alert(1)</script>'


def shown(of, opening: str = "", roster=(), others=()) -> str:
    return dossier(FileResponse(file=of, opening=opening), roster, {f.path: f for f in (of, *others)})


def test_a_file_shows_its_first_page_as_it_was_read() -> None:
    html = shown(file(), "第一行\n  第二行")
    assert '<div class="opening" lang="zh-CN">第一行\n  第二行</div>' in html
    assert "没有发现问题，不用处理" in text_of(html)


def test_a_refused_file_says_why_what_to_do_and_that_it_is_not_searched() -> None:
    words = text_of(shown(refused("包.zip/甲.pdf", "文件加了密码", "请去掉密码后放入")))
    assert "包.zip/甲.pdf" in words
    assert "✕拒收检索不到文件加了密码。请去掉密码后放入。" in words
    assert "没有读出文字" in words
    assert "阅读全文" not in words


def test_each_field_has_its_value_its_origin_how_sure_it_is_and_what_is_in_doubt() -> None:
    told = [
        evidence("district", "区划", "澄江省安和市云岭区", 0.6, origin="推定", note="同名的区有两个"),
        evidence("year", "年度", "", 0.0, origin="不明"),
    ]
    words = text_of(shown(doubtful("甲.txt", evidence=told)))
    assert "区划澄江省安和市云岭区同名的区有两个推定60%" in words
    assert "年度未能确定不明—" in words


def test_what_was_measured_in_reading_is_shown_where_it_says_something() -> None:
    scan = file("甲.pdf", pages=30, blank_pages=list(range(1, 26)), confidence=0.923, garbled=0.002, numbering_gaps=2)
    words = text_of(shown(scan))
    assert "页数30" in words
    assert "没有文字的页1、2、3" in words
    assert "、20 等 25 页" in words
    assert "文字识别把握平均 92%" in words
    assert "乱码字符0.20%" in words
    assert "标题缺号2 个" in words
    plain = text_of(shown(file()))
    assert not [name for name in ("页数", "识别", "乱码", "缺号", "过长") if name in plain]


def test_copies_editions_and_files_of_the_same_place_and_year_are_links_each_once() -> None:
    one = doubtful("甲.txt", near=[{"path": "甲（修订）.txt", "similarity": 0.93}])
    copy = doubtful("甲（副本）.txt", indexed=False, duplicate_of="甲.txt")
    cell = roster_cell("云岭区", 2023, "存疑", "甲.txt", "甲（修订）.txt", "甲（副本）.txt", "别的.txt")
    html = shown(one, roster=[cell], others=[doubtful("甲（修订）.txt"), copy, file("别的.txt")])
    links = [link for link in values_of(html, "href") if "file=" in link]
    assert links == [file_href(p) for p in ("甲（修订）.txt", "甲（副本）.txt", "别的.txt")]
    assert "甲（修订）.txt93% 的文字相同?存疑" in text_of(html)
    assert "甲（副本）.txt内容相同，没有另外收录" in text_of(html)
    assert "内容相同，收录的是这一份" in text_of(shown(copy, others=[one]))


def test_notes_are_told() -> None:
    assert "备注去掉了页眉" in text_of(shown(file(notes=["去掉了页眉"])))


def test_a_hostile_file_never_becomes_markup() -> None:
    hostile = doubtful(
        HOSTILE,
        HOSTILE,
        HOSTILE,
        title=HOSTILE,
        encoding=HOSTILE,
        format_name=HOSTILE,
        duplicate_of=HOSTILE + "2",
        notes=[HOSTILE],
        evidence=[evidence("title", "标题", HOSTILE, note=HOSTILE)],
    )
    assert "script" not in tags_of(shown(hostile, HOSTILE))
