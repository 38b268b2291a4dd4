"""Where a heading's title ends and its body begins, when both stand in one paragraph."""

import re

from indexer.parsing.marks import FIRST_POINT, POINT

_SENTENCE = 40  # a first sentence up to this long is a title; of a longer one only the lead clause is
_LINE = 70
_CELLS = re.compile(r"\d{6}")  # cells of a table run together
_TOPIC = "情况|成效|成绩|问题|不足|计划|打算|安排|措施|举措|事项|回顾|原因|思路|建议|任务"
_SUBJECT = re.compile(  # what a body begins with: who, when, by what
    r"(?:我[们局委区市县省州院校办厅处队中]|本[局委区市县]|各位|(?:19|20)\d\d\s*年|[今去上当]年|[一五]年来|过去[一五的]|刚刚|截至|截止"
    r"|为[了进切深全贯推]|根据|按照|第[一二三四五六七八九十]+条|尽管|虽然|随着|当前|目前|这一年|无[。，]?$"
    r"|[区县市省州][^，。；：、]{1,8}(?:局|委|政府|办)(?:党[组委]|将|认真|坚持|高度|始终|积极|全面|深入))"
)
_ACTOR = re.compile(  # who does something: a body begins here whatever stands before
    r"(?:我[局委区市县]|本[局委])(?:坚持|把|将|认真|以|高度|紧紧|始终|按|组织|积极|严格|全面|深入|共|党|立足|聚焦|围绕)"
)
_SETTING = re.compile(
    r"(?:对照|针对|在[^线]|经过|通过|全[局区市县省州国]|从|以[^来上下]|习近平|党的|[区县市省州][^，。；：、]{0,8}(?:局|委|政府|办)[^，。；：])"
)
_MANNER = re.compile(  # or how it is done
    r"(?:坚持|始终|认真|严格|深入|积极|充分|大力|着力|全面|扎实|进一步|不断|坚定不移|坚决|持续|加快|高水平|高质量|统筹|牢固|紧紧|紧扣|切实"
    r"|稳步|有序|主动|推动|提升|加强|完善)"
)
_RIPE = re.compile(  # a word that may end a title
    rf"(?:{_TOPIC}|建设|工作|水平|能力|体系|机制|制度|基础|根基|力度|程序|环境|质量|效能|职责|队伍|学习|宣传|责任|落实|政府|格局|合力|实效"
    r"|防线|底线|屏障|优势|动力|活力|服务|发展|改革|监管|执法|治理|管理|保障|权益|势头|势能|动能|县城|实事|篇章|精神|思想|纠纷|矛盾|公开"
    r"|法治|安全|稳定|振兴|融合|转型|升级|增长|开放|民生|福祉|生态|文明)$"
)


def title_length(rest: str, level: int) -> int:
    """How many characters of `rest`, what follows the mark in its paragraph, are the title."""
    sentence = rest.split("。", 1)[0]
    if (point := POINT.search(sentence)) and point.start() > 0:
        sentence = sentence[: point.start()].rstrip("，,：: ")
    elif (point := FIRST_POINT.search(sentence)) and point.start() > 3:
        sentence = sentence[: point.start()]
    alone = sentence.rstrip() == rest.rstrip() and len(sentence) <= _LINE and not _CELLS.search(sentence)
    if alone:
        return len(sentence)
    if not alone and (colon := re.match(r"[^：:，,（(“《]{2,30}(?=[：:])", sentence)):
        return colon.end()
    if blank := re.match(r"[^“（《\s]{4,40}(?=[ \u3000]+[^ \u3000])", sentence):
        return blank.end()
    if level == 1 and not alone and (end := _boundary(sentence)):
        return end
    if len(sentence) <= _SENTENCE:
        return len(sentence)
    return len(re.split(r"[，,：:]| (?=[\u3400-\u9fff])", sentence, maxsplit=1)[0])


def _boundary(sentence: str) -> int | None:
    """Where a title goes over into its body without any mark between; None when the first sentence is all title."""
    topic = re.match(rf"[^，。；]{{0,30}}?(?:{_TOPIC})(?![及和与、，的等暨”》）)]|$)", sentence)
    best, place = 2.4, topic.end() if topic and len(sentence) > _SENTENCE else None
    for at in range(4, min(len(sentence) - 2, 46)):
        if _ACTOR.match(sentence, at):
            return at
        if not _RIPE.search(sentence, 0, at):
            continue
        if _SUBJECT.match(sentence, at):
            return at
        score = _promise(sentence, at)
        if score > best:
            best, place = score, at
    return place


def _promise(sentence: str, at: int) -> float:
    """How well `sentence[:at]` does as a title: what follows opens a body, and its clauses are alike in length."""
    follows = 2.0 if _SETTING.match(sentence, at) else 1.5 if _MANNER.match(sentence, at) else 0.0
    clauses = re.split(r"[，,]", sentence[:at])
    if not follows or len(clauses) > 3:
        return 0.0
    if len(clauses) == 1:
        return follows + 0.5
    return follows + 2.0 - abs(len(clauses[-1]) - len(clauses[-2])) / 3
