"""Why a passage ranks where it does, in plain words, folded away under it."""

from html import escape

from search_api.schemas import Explanation, Hit

_CLEARLY = 2.0  # times as much as the other, and one of words and meaning is the reason


def account(hit: Hit, nearest: str = "") -> str:
    """A fold with the reasons; nothing where none were asked for.

    `nearest` is the address at which the sentence nearest in meaning is found, too; '' where that is not offered.
    """
    why = hit.explanation
    if why is None:
        return ""
    rows = [("缘由", _reason(why)), *_words(why), ("相近的句", _sentence(hit, why, nearest))]
    rows += [("名次", _ranks(why)), ("重排", _again(why))]
    items = "".join(f"<div><dt>{name}</dt><dd>{told}</dd></div>" for name, told in rows if told)
    opened = " open" if why.sentence else ""
    return f'<details class="account"{opened}><summary>为什么排在这里</summary><dl>{items}</dl></details>'


def _reason(why: Explanation) -> str:
    if why.words_score is None and why.meaning_score is None:
        return "原文一字不差"
    words, meaning = why.words_part, why.meaning_part
    if words > _CLEARLY * meaning:
        told = "主要是字词相同"
    else:
        told = "主要是意思相近" if meaning > _CLEARLY * words else "字词和意思都相近"
    named = [name for name, bonus in (("地方", why.place_bonus), ("年份", why.year_bonus)) if bonus]
    return told + (f"；正是所问的{'和'.join(named)}，排得靠前" if named else "")


def _words(why: Explanation) -> list[tuple[str, str]]:
    held = [f"<b>{escape(w.word)}</b>" for w in why.words if w.held and w.word not in why.phrases]
    other = [f"{escape(w.word)}（写作<b>{escape(w.instead)}</b>）" for w in why.words if not w.held and w.instead]
    lacking = [escape(w.word) for w in why.words if not w.held and not w.instead]
    phrases = [f"<b>{escape(phrase)}</b>" for phrase in why.phrases]
    told = (("一字不差", phrases), ("含有", held), ("换了说法", other), ("不含", lacking))
    return [(name, "、".join(words)) for name, words in told if words]


def _sentence(hit: Hit, why: Explanation, nearest: str) -> str:
    if why.sentence is not None:
        start, stop = why.sentence
        return escape(hit.text[start:stop])
    return f'<a target="_self" href="{escape(nearest)}">找出意思最近的一句</a>' if nearest else ""


def _ranks(why: Explanation) -> str:
    """Where it stands by words alone and by meaning alone; nothing where only one of them was asked."""
    if not 0 < why.meaning_share < 1:
        return ""
    ranks = (("按字词", why.words_rank), ("按意思", why.meaning_rank))
    return "，".join(f"{name}{f'第 {rank}' if rank else '不在前列'}" for name, rank in ranks)


def _again(why: Explanation) -> str:
    """That the reasons above gave it another place than it has; nothing where no reranker looked at it."""
    if why.reranker_score is None:
        return ""
    return f"以上各项把它排在第 {why.fused_rank}；重排模型又看了最前面的几十条，现按它的打分排"
