"""Why a hit ranks where it does, as lines that a person reads on the terminal."""

from search_api.rerank import FIRST
from search_api.schemas import Explanation, Hit


def account(hit: Hit) -> list[str]:
    """The parts of its score, its words, its ranks, the sentence nearest in meaning; none when it was not explained."""
    why = hit.explanation
    return [] if why is None else [_score(hit, why), *_again(why), *_words(why), *_ranks(why), *_nearest(hit, why)]


def _score(hit: Hit, why: Explanation) -> str:
    parts = [("字词", why.words_part), ("意思", why.meaning_part)]
    bonuses = [("地名", why.place_bonus), ("年份", why.year_bonus)]
    told = f"得分 {hit.score:.3f} = " + " + ".join(f"{name} {part:.3f}" for name, part in parts)
    return told + "".join(f"；{name}另加 {bonus:.3f}" for name, bonus in bonuses if bonus)


def _again(why: Explanation) -> list[str]:
    if why.reranker_score is None:
        return []
    return [f"按得分原在第 {why.fused_rank}；重排模型看过前 {FIRST} 条，给它 {why.reranker_score:.3f}，现按这个分排"]


def _words(why: Explanation) -> list[str]:
    held = [f"{w.word} {w.part:.3f}" for w in why.words if w.held]
    other = [f"{w.word}（写作{w.instead}）{w.part:.3f}" for w in why.words if not w.held and w.instead]
    lacking = [w.word for w in why.words if not w.held and not w.instead]
    whole = [f"{why.report_part:.3f}"] if why.report_part else []
    told = (("原文写有", why.phrases), ("含有", held), ("换了说法", other), ("不含", lacking), ("全篇报告相关", whole))
    return [f"{name} {'、'.join(words)}" for name, words in told if words]


def _ranks(why: Explanation) -> list[str]:
    ranks = [("按词", why.words_rank), ("按义", why.meaning_rank)]
    told = [f"{name}第 {rank}" for name, rank in ranks if rank is not None]
    return ["，".join(told)] if told else []


def _nearest(hit: Hit, why: Explanation) -> list[str]:
    if why.sentence is None:
        return []
    start, stop = why.sentence
    return [f"意思最近的一句 {' '.join(hit.text[start:stop].split())}"]
