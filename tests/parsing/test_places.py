"""The place of a report: same-named places told apart by what the text names, or left open; former names."""

from pathlib import Path

import pytest

from indexer.errors import ArchiveError
from indexer.parsing.parse import parse_text
from indexer.places.gazetteer import COLUMNS, Gazetteer
from indexer.report import Source
from tests.parsing.made import GAZETTEER, MADE, parse

PACKAGED = Gazetteer.default()
TITLE = "桐山区卫生健康局2023年法治政府建设情况报告\n"


@pytest.mark.parametrize(
    ("raw", "name", "district", "city", "code", "source"),
    [
        ("桐陂区卫生健康局2023年工作总结\n全年顺利。", "a.txt", "桐陂区", "临沧澜市", "970101", Source.TEXT),
        # two places of one name: the city in the title, in the text, in the file name
        ("青浦陂市" + TITLE + "全年顺利。", "a.txt", "桐山区", "青浦陂市", "970202", Source.TEXT),
        (TITLE + "按照临沧澜市委要求，全年顺利。", "a.txt", "桐山区", "临沧澜市", "970102", Source.TEXT),
        (TITLE + "全年顺利。", "青浦陂市桐山区.txt", "桐山区", "青浦陂市", "970202", Source.FILE_NAME),
        # the signature, where the title names none
        (
            "2023年工作总结\n全年顺利。\n桐陂区卫生健康局\n2024年1月9日",
            "a.txt",
            "桐陂区",
            "临沧澜市",
            "970101",
            Source.TEXT,
        ),
        # the body, where nothing else does
        (
            "各位代表：\n我代表区人民政府报告工作。\n" + "桐陂区稳步向前。" * 3,
            "a.txt",
            "桐陂区",
            "临沧澜市",
            "970101",
            Source.INFERRED,
        ),
        # a former name leads to the code of what it became
        ("白泽县卫生健康局2015年工作总结\n全年顺利。", "a.txt", "白泽县", "临沧澜市", "970103", Source.TEXT),
        # a city's own report has no district
        ("临沧澜市2023年工作总结\n全年顺利。", "a.txt", None, "临沧澜市", "970100", Source.TEXT),
    ],
)
def test_the_place_of(
    raw: str, name: str, district: str | None, city: str | None, code: str | None, source: Source
) -> None:
    metadata = parse(raw, name).metadata
    assert (metadata.district, metadata.city, metadata.province, metadata.code) == (district, city, "沧澜省", code)
    assert metadata.evidence["district"].source is source


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        # a place that is no more keeps its name and the code that it had
        ("旧津县卫生局2015年工作总结\n全年顺利。", ("旧津县", "青浦陂市", "970221")),
        # of two places of one name only one existed in that year
        ("云汀区卫生健康局2023年工作总结\n全年顺利。", ("云汀区", "临沧澜市", "970104")),
        ("云汀区卫生局2010年工作总结\n按照青浦陂市委要求，全年顺利。", ("云汀区", "青浦陂市", "970204")),
        ("云汀区卫生局2010年工作总结\n全年顺利。", (None, None, None)),
        # zones have no code: behind their city, with its name when it stands in front without 市, or known by name
        ("临沧澜市高新区管委会2023年工作总结\n全年顺利。", ("高新区", "临沧澜市", None)),
        ("临沧澜经济技术开发区管委会2023年工作总结\n全年顺利。", ("临沧澜经济技术开发区", "临沧澜市", None)),
        ("临港新城管委会2023年工作总结\n全年顺利。", ("临港新城", "青浦陂市", None)),
        # a zone whose city the title does not name: that of the text, else none
        ("高新区教育局2023年工作总结\n" + "临沧澜市再上台阶。" * 3, ("高新区", "临沧澜市", None)),
        ("高新区教育局2023年工作总结\n全年顺利。", ("高新区", None, None)),
        # a name without its ending, where only one can be meant
        ("桐陂2023年法治政府建设报告\n全年顺利。", ("桐陂区", "临沧澜市", "970101")),
        ("青浦陂市桐山卫健委2023年工作总结\n全年顺利。", ("桐山区", "青浦陂市", "970202")),
        ("桐山卫健委2023年工作总结\n全年顺利。", (None, None, None)),
        ("桐陂风物2023年工作总结\n全年顺利。", (None, None, None)),  # no body and no year behind it
        # a prefecture by its short name
        ("鹿洲州卫生健康委员会2023年工作总结\n全年顺利。", (None, "鹿洲瑶族自治州", "970300")),
        # the body calls its place a district: a single district named once is it, though its city is named more
        (
            "2023年工作总结\n" + "我区按照临沧澜市委要求推进。" * 3 + "桐陂区顺利。",
            ("桐陂区", "临沧澜市", "970101"),
        ),
        # a city's report names its districts; it is the city's all the same
        (
            "各位代表：\n我代表市人民政府报告工作。\n" + "临沧澜市稳步向前。" * 4 + "桐陂区、白泽区、云汀区进步。" * 3,
            (None, "临沧澜市", "970100"),
        ),
    ],
)
def test_the_place_by_history_zone_or_short_name(raw: str, place: tuple[str | None, ...]) -> None:
    metadata = parse(raw, "a.txt").metadata
    assert (metadata.district, metadata.city, metadata.code) == place


def test_a_document_s_number_tells_the_province_of_the_same_named() -> None:
    raw = "朝阳区卫生健康委员会2023年工作总结\n根据京朝政发〔2023〕3号，全年顺利。"
    metadata = parse_text(raw, "a.txt", PACKAGED).metadata
    assert (metadata.district, metadata.city, metadata.code) == ("朝阳区", "北京市", "110105")


def test_same_named_places_that_nothing_tells_apart_are_left_open_with_the_candidates() -> None:
    report = parse(TITLE + "全年顺利。")
    assert (report.metadata.district, report.metadata.city, report.metadata.code) == (None, None, None)
    note = report.metadata.evidence["district"].note
    assert "沧澜省临沧澜市桐山区" in note
    assert "沧澜省青浦陂市桐山区" in note
    assert f"地区：{note}" in report.warnings


def test_no_place_at_all_is_said() -> None:
    assert "地区：正文和文件名都没有写明地区" in parse("2023年工作总结\n全年顺利。").warnings


def test_a_filter_by_one_name_finds_former_and_later_names() -> None:
    assert GAZETTEER.same("白泽区") == GAZETTEER.same("白泽县") == {"白泽区", "白泽县"}


@pytest.mark.parametrize(
    ("title", "located"),
    [
        ("长春市朝阳区卫生健康局", ("吉林省", "长春市", "朝阳区", "220104")),
        ("北京市朝阳区卫生健康委员会", ("北京市", "北京市", "朝阳区", "110105")),
        ("福州市鼓楼区卫生健康局", ("福建省", "福州市", "鼓楼区", "350102")),
        ("南京市鼓楼区卫生健康委员会", ("江苏省", "南京市", "鼓楼区", "320106")),
        ("湟中区卫生健康局", ("青海省", "西宁市", "湟中区", "630106")),
        ("湟中县卫生和计划生育局", ("青海省", "西宁市", "湟中县", "630122")),  # the code of then
        ("重庆市渝北区卫生健康委员会", ("重庆市", "重庆市", "渝北区", "500112")),  # merged away since
        ("解放区卫生健康委员会", ("河南省", "焦作市", "解放区", "410802")),
        ("仙桃市卫生健康委员会", ("湖北省", "仙桃市", None, "429004")),  # a city under its province
        ("平潭综合实验区社会事业局", ("福建省", "福州市", "平潭综合实验区", None)),  # a zone without a code
        ("浦东新区卫生健康委员会", ("上海市", "上海市", "浦东新区", "310115")),
        ("宁夏回族自治区人民政府", ("宁夏回族自治区", None, None, "640000")),
        ("凉山州卫生健康委员会", ("四川省", "凉山彝族自治州", None, "513400")),  # by its short name
    ],
)
def test_the_packaged_gazetteer(title: str, located: tuple[str | None, ...]) -> None:
    place = PACKAGED.resolve([title])
    assert place is not None
    assert (place.province, place.city, place.district, place.code) == located


@pytest.mark.parametrize(
    ("name", "year", "located"),
    [
        ("湟中区", 2024, ("西宁市", "630106")),
        ("湟中县", 2015, ("西宁市", "630122")),
        ("萧山市", 2000, ("杭州市", "330181")),  # 撤市设区
        ("鹿泉市", 2012, ("石家庄市", "130185")),
        ("宣武区", 2008, ("北京市", "110104")),  # merged
        ("襄樊市", 2009, ("襄樊市", "420600")),  # renamed under its code
        ("巢湖市", 2009, ("巢湖市", "341400")),  # a city then
        ("巢湖市", 2023, ("合肥市", "340181")),  # a county-level one now
        ("公主岭市", 2019, ("四平市", "220381")),  # moved to another city
        ("公主岭市", 2023, ("长春市", "220184")),
        ("新疆生产建设兵团第八师", 2023, (None, None)),
        ("苏州工业园区", 2023, ("苏州市", None)),
        ("伊犁州", 2023, ("伊犁哈萨克自治州", "654000")),
        ("长阳县", 2023, ("宜昌市", "420528")),
        ("内蒙古", 2023, (None, "150000")),
    ],
)
def test_the_packaged_gazetteer_knows_history(name: str, year: int, located: tuple[str | None, ...]) -> None:
    place = PACKAGED.resolve([name], year=year)
    assert place is not None
    assert (place.city, place.code) == located


@pytest.mark.parametrize("words", ["推进合作市场建设", "新增城市绿地", "推进老城区改造", "棚户区和平房区改造"])
def test_everyday_words_are_no_places(words: str) -> None:
    assert PACKAGED.find(words) == []


@pytest.mark.parametrize(
    ("wanted", "held", "city", "joined"),
    [
        ("湟中县", "湟中区", "西宁市", True),  # both ways
        ("湟中区", "湟中县", "西宁市", True),
        ("宣武区", "西城区", "北京市", True),
        ("桥西区", "信都区", "邢台市", True),  # one of the places of that name
        ("信都区", "桥西区", "邢台市", True),
        ("信都区", "桥西区", "石家庄市", False),  # another place of that name
        ("朝阳区", "朝阳区", "长春市", True),
        ("湟中区", "城东区", "西宁市", False),
    ],
)
def test_a_place_is_found_under_its_former_and_later_names(wanted: str, held: str, city: str, joined: bool) -> None:
    assert PACKAGED.joined(wanted, held, city) is joined


@pytest.mark.parametrize("name", ["朝阳区", "鼓楼区"])
def test_the_packaged_gazetteer_leaves_same_named_places_open(name: str) -> None:
    place = PACKAGED.resolve([f"{name}卫生健康局"])
    assert place is not None
    assert place.district is None
    assert len(place.candidates) > 1


def test_an_extension_with_other_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("name,city\n桐陂区,临沧澜市\n", encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"places\.csv 的列名"):
        Gazetteer.default(path)


def extension(folder: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path = folder / "places.csv"
    path.write_bytes("\n".join([",".join(COLUMNS), *rows]).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_extension_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = extension(tmp_path, "970000,沧澜省,province,,,,", "970100,临沧澜市,city,970000,,,", encoding=encoding)
    place = Gazetteer.default(path).resolve(["临沧澜市卫生健康委员会"])
    assert place is not None
    assert (place.province, place.city, place.code) == ("沧澜省", "临沧澜市", "970100")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["970000,沧澜省,province,970000,,,"], "“沧澜省”（970000）的 parent"),
        (["970100,临沧澜市,city,970200,,,", "970200,青浦陂市,city,970100,,,"], "“临沧澜市”（970100）的 parent"),
        (["970103,白泽区,district,,,,970103"], "“白泽区”（970103）的 successor"),
        (["970103,白泽区,district,,,,970104", "970104,白泽县,district,,,,970103"], "“白泽区”（970103）的 successor"),
    ],
)
def test_an_extension_whose_places_run_in_a_circle_is_refused(tmp_path: Path, rows: list[str], told: str) -> None:
    with pytest.raises(ArchiveError, match=rf"places\.csv 里{told} 绕回了自己"):
        Gazetteer.default(extension(tmp_path, *rows))


def test_names_are_found_longest_first_and_do_not_overlap() -> None:
    found = GAZETTEER.find("临沧澜市桐陂区与青浦陂市")
    assert [(m.start, m.stop, m.places[0].name) for m in found] == [
        (0, 4, "临沧澜市"),
        (4, 7, "桐陂区"),
        (8, 12, "青浦陂市"),
    ]
    assert len(MADE) == len(GAZETTEER.places)
