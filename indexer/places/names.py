"""What places are called beside their full names, and which names are everyday words as well."""

import re

from indexer.places.listed import Place

EVERYDAY = frozenset(["合作市", "增城市", "老城区", "新城区", "新市区", "平房区", "城中区", "新林区"])
_PEOPLES = (
    "布依|土家|哈尼|傣|白|景颇|傈僳|壮|蒙古|朝鲜|哈萨克|柯尔克孜|羌|藏|彝|回|苗|侗|维吾尔|仡佬|拉祜|纳西|塔吉克|达斡尔|鄂温克|鄂伦春"
    "|锡伯|仫佬|毛南|裕固|保安|东乡|撒拉|独龙|怒|普米|布朗|佤|满|瑶|畲|黎|水|土|各"
)
_BARE = "蒙古|哈萨克|柯尔克孜|维吾尔"  # stand without 族 too
_ENDING = re.compile(rf"(?:特别行政区|(?<=[\u4e00-\u9fff]{{2}})(?:(?:{_PEOPLES})族|{_BARE})*自治[区州]|省|市|地区|盟)$")
_AUTONOMOUS = re.compile(rf"(?:(?:{_PEOPLES})族|{_BARE})+自治([州县旗])$")
_CORPS = "新疆生产建设"  # before 兵团第八师
_NICKNAMES: dict[str, str] = dict(  # by the first character of a document's number, how its province's name begins
    re.findall(
        r"(\S)(\S+)",
        "京北京 津天津 沪上海 渝重庆 冀河北 豫河南 云云南 辽辽宁 黑黑龙江 湘湖南 皖安徽 鲁山东 新新疆 "
        "苏江苏 浙浙江 赣江西 鄂湖北 桂广西 甘甘肃 晋山西 蒙内蒙古 陕陕西 吉吉林 闽福建 "
        "贵贵州 粤广东 青青海 藏西藏 川四川 宁宁夏 琼海南",
    )
)
_DOCUMENT = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=按照|根据|依据|依照|落实|印发))([{''.join(_NICKNAMES)}])[\u4e00-\u9fff]{{1,8}}[〔\[（(]20\d\d"
)


def short_names(place: Place) -> list[str]:
    """A province's or city's name without its ending (北京, 凉山), and 兵团第八师."""
    short = _ENDING.sub("", place.name)
    names = [short] if place.level != "district" and len(short) >= 2 and short != place.name else []
    return [*names, place.name.removeprefix(_CORPS)] if place.name.startswith(_CORPS) else names


def autonomous_name(place: Place) -> str | None:
    """海南州 for 海南藏族自治州, 长阳县 for 长阳土家族自治县; None of another place."""
    found = _AUTONOMOUS.search(place.name)
    return place.name[: found.start()] + found.group(1) if found and found.start() >= 2 else None


def provinces_of_documents(words: str) -> set[str]:
    """How the names of the provinces begin whose nicknames open document numbers in `words` (京政发〔2024〕3号)."""
    return {_NICKNAMES[found.group(1)] for found in _DOCUMENT.finditer(words)}
