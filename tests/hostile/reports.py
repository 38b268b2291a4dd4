"""Short reports of made-up districts, no two of the same district and year."""

from itertools import count, product

_PLACES = ("云汀市桐陂区", "云汀市澜城区", "云汀市梧亭区", "漪川市镕湖区")
_EACH = iter(product(range(1996, 2024), _PLACES))
_FIGURES = count(11, 7)


def report() -> str:
    """A report that nobody can have doubts about; every call gives another."""
    year, place = next(_EACH)
    number = next(_FIGURES)
    return (
        f"{place}卫生健康局\n{year}年法治政府建设情况报告\n\n"
        f"{year}年，{place}卫生健康局坚持依法行政，现将有关情况报告如下：\n"
        f"一、主要举措和成效\n（一）健全医疗纠纷调解机制。全区设调解室{number}个，受理申请{number * 3}件，"
        f"调解成功{number * 2}件，群众满意度逐年上升。\n"
        f"（二）规范行政执法。开展监督检查{number * 5}户次，立案查处{number}件，均按期公示结果。\n"
        "二、存在的不足和原因\n（一）基层法制力量薄弱。乡镇卫生院的法制审核人员多为兼职，业务培训次数偏少。\n"
        f"三、{year + 1}年工作安排\n（一）加强队伍建设。全年举办执法培训{number + 2}期，做到每个科室有人参加。\n\n"
        f"{place}卫生健康局\n{year + 1}年1月{number % 28 + 1}日\n"
    )


def long_report(characters: int) -> str:
    """A report of about so many characters, in sections."""
    text = report()
    head, _, rest = text.partition("二、存在的不足")
    sentence = "（二）规范行政执法。"
    before, _, after = head.partition(sentence)
    filling = "对辖区内的医疗机构逐户开展检查，发现的问题当场指出并限期改正。"
    return before + sentence + filling * (characters // len(filling)) + after + "二、存在的不足" + rest
