"""What an outlet's words say of the work: taken or not, customer reached, what a visit came to, what was used and paid."""

import re
from dataclasses import dataclass

_DECLINES = re.compile(r"不接|接不了|无法接|不能接|没法接|拒单|拒接单|退单|退回|转给别|DECLINE|CANNOT TAKE|CAN'T TAKE|REJECT")
_ACCEPTS = re.compile(r"接单|已接|接了|可以接|同意接|我接|能接|接收|全接|都接|ACCEPT|WE TAKE|WILL TAKE")
_RECEIVED = re.compile(r"收到|好的|OK|没问题的?$|RECEIVED")
_NO_ANSWER = re.compile(
    r"联系不上|联系不到|打不通|没人接|无人接|没接电话|不接电话|未接通|没打通|关机|停机|NO ANSWER|NOT REACHED"
)
_WRONG = re.compile(r"空号|错号|号码不对|号码错|打错|WRONG NUMBER")
_REACHED = re.compile(
    r"已联系|联系好|联系上|联系了|已致电|已电联|电话联系|打过电话|已预约|约好|约了|约在|客户同意|跟客户说|CONTACTED|CALLED THE CUSTOMER|REACHED"
)
_OUTCOMES: tuple[tuple[str, str], ...] = (
    ("refused_fee", r"嫌贵|不肯付|拒绝付费|不愿付|不同意收费|不接受收费|不接受费用|REFUSED? (?:TO PAY|THE FEE)"),
    ("refused_visit", r"拒绝上门|不让上门|不让进|不用上门|不需要上门|取消上门|REFUSED? THE VISIT"),
    ("no_access", r"不在家|没人在家|无人在家|家里没人|家中无人|进不去|敲门没人|NOBODY (?:AT )?HOME|NO ACCESS"),
    ("unsafe", r"不安全|有危险|存在隐患|UNSAFE"),
    ("unrepairable", r"无法修|没法修|修不了|不能修复|报废|没有维修价值|无维修价值|UNREPAIRABLE|BEYOND REPAIR"),
    ("taken_to_workshop", r"拉回|带回|拖回|取回|拿回|返厂|TAKEN TO (?:THE )?WORKSHOP"),
    ("not_fixed", r"没修好|未修好|没有修好|还没修好|没修复|未修复|修不好|没解决|未解决|没弄好|NOT FIXED|NOT REPAIRED"),
    ("temporary", r"临时|暂时(?:能|可以|修|处理|恢复)|先凑合|应急处理|TEMPORAR"),
    ("no_fault_found", r"没有?故障|无故障|检测正常|检查正常|试机正常|机器正常|没发现问题|未发现问题|NO FAULT"),
)
_PARTS_NEEDED = re.compile(r"(?:需要?|要|缺|等|待|订|申请)(?:换|更换)?[^,。;\s]{0,6}(?:配件|零件|件(?!事)|板|压缩机|电机)|缺货|NEEDS? (?:A )?PARTS?|WAIT(?:ING)? FOR (?:A )?PARTS?")
_WAS_THERE = re.compile(r"上门|检查|检测|看了|去了|到了|到场|拆开|VISITED|CHECKED")
_FIXED = re.compile(
    r"修好|修复|维修完|修完|处理好|处理完|弄好|搞定|完工|装好|安装完|安装好|调试好|调试完|已解决|解决了|恢复正常|清洗完|保养完|已完成|FIXED|REPAIRED|DONE|INSTALLED"
)
_HEDGED = re.compile(r"(?:能|会|争取|尽量|准备|打算|才|可以|保证|再|等|WILL BE|CAN BE)\s*$")
_UNDONE = re.compile(r"(?:没有?|未|不|无法|难|NOT(?: BE| YET)?)\s*$")
_ASKED = re.compile(r"\s*(?:了)?(?:吗|没有?(?:[?\s]|$)|\?)")
_FREE = re.compile(r"免费|未收费|没收费|没有收费|不收费|无收费|收费0(?!\d)|0元|FREE OF CHARGE|NO CHARGE")
_BY_COVER = re.compile(r"保内|在保|保修期内|三包内|UNDER WARRANTY")
_CHARGE = re.compile(r"(?:收费|收款|收了|收取|实收|费用|共收|CHARGED?|PAID)\s*(?:了|共|为|是)?\s*:?\s*(?:¥|CNY|RMB)?\s*(\d{1,7}(?:\.\d{1,2})?)")
_YUAN = re.compile(r"(?<![\d.])(\d{1,7}(?:\.\d{1,2})?)\s*(?:元|块)")
_MONEY_NAMED = re.compile(r"收费|收款|收了|实收|CHARGE")
_CHANGED = re.compile(
    r"(?<![要需待等没未该可能])(?:更换|换了|换|用了|使用)\s*(?P<name>[^\s,。;:、!?\d(]{1,16}|[0-9A-Z-]{3,20})\s*[*X×]?\s*(?P<n>\d{1,2}|[一两二三四五六])?(?:个|只|块|根|条|片|套|台|张)?(?![\d元])"
)
_AND = re.compile(r"、|和|及|与|\+|/")
_POINTS = " ,.。:;、!?"
_COUNTS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_REASONS: tuple[tuple[str, str], ...] = (
    ("no_capacity", r"人手|忙不过来|排满|排不开|没有?师傅|师傅不够|没人|单太多|满了|NO STAFF|FULL|BUSY"),
    ("too_far", r"太远|距离远|不在.{0,4}(?:区域|范围)|超出.{0,4}范围|够不着|TOO FAR"),
    ("no_skill", r"不会修|修不来|没技术|没有?资质|不修这|做不了这|NO SKILL"),
    ("no_parts", r"没有?配件|缺配件|缺件|没件|NO PARTS?"),
    ("weather", r"天气|下雨|暴雨|台风|大雪|WEATHER|STORM"),
)
_WAITS: tuple[tuple[str, str], ...] = (
    ("part", r"等配件|等件|待件|缺配件|配件没到|配件未到|WAITING FOR (?:A )?PARTS?"),
    ("customer_wish", r"客户(?:要求|说|想)(?:改期|推迟|过几天|暂缓|等)|客户没时间|客户出差|客户不方便"),
    ("site_not_ready", r"现场不具备|还没装修|没通电|没通气|没通水|条件不具备"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What some words say; empty where they say nothing of it."""

    accepts: bool = False
    only_received: bool = False
    """Taken for accepting: they only say that it was received."""
    declines: bool = False
    reason: str = ""
    """Code of the reason for declining, `why` its words."""
    why: str = ""
    contact: str = ""
    """reached, no_answer or wrong_number."""
    outcome: str = ""
    """What a visit came to."""
    waits: str = ""
    """Reason of a hold, where no visit is spoken of."""
    action: str = ""
    used: tuple[tuple[str, int], ...] = ()
    """(name, count) of what was built in."""
    charge_fen: int | None = None
    doubts: frozenset[str] = frozenset()

    @property
    def says_something(self) -> bool:
        """Whether there is anything of the work in the words."""
        return bool(self.accepts or self.declines or self.contact or self.outcome or self.waits)


def told_work(words: str) -> Told:
    """What words (half width, capitals) say of the work. Never raises."""
    no_answer = _NO_ANSWER.search(words)
    contact = "no_answer" if no_answer else "wrong_number" if _WRONG.search(words) else ""
    rest = _NO_ANSWER.sub(" ", words)
    declined = _DECLINES.search(rest)
    if declined:
        return Told(declines=True, reason=_first(_REASONS, rest), why=_why(rest, declined.end()))
    contact = contact or ("reached" if _REACHED.search(rest) else "")
    outcome, doubts = _outcome(rest)
    accepts = _ACCEPTS.search(rest) is not None
    received = not accepts and _RECEIVED.search(rest) is not None
    if not outcome:
        return Told(accepts or received, received, contact=contact, waits=_first(_WAITS, rest))
    charge, unsure = _charge(rest)
    used = _used(rest)
    return Told(
        accepts or received, received, contact=contact, outcome=outcome, action=_action(rest), used=used,
        charge_fen=charge, doubts=doubts | unsure,
    )


def _first(table: tuple[tuple[str, str], ...], words: str) -> str:
    return next((code for code, pattern in table if re.search(pattern, words)), "")


def _why(words: str, end: int) -> str:
    """What stands behind a refusal, else before it."""
    after = words[end:].lstrip("单了D").strip(_POINTS)
    return after[:60] or _DECLINES.sub(" ", words[:end]).strip(_POINTS)[:60]


def _outcome(words: str) -> tuple[str, frozenset[str]]:
    """What a visit came to, with a doubt where it is said both ways."""
    fixed = _fixed(words)
    found = _first(_OUTCOMES, words)
    if not found and _PARTS_NEEDED.search(words) and _WAS_THERE.search(words) and not fixed:
        found = "parts_needed"
    said_twice = (fixed and found != "temporary") or (found == "not_fixed" and _PARTS_NEEDED.search(words))
    if found and said_twice:
        return found, frozenset({"outcome"})
    return (found or ("fixed" if fixed else "")), frozenset()


def _fixed(words: str) -> bool:
    for match in _FIXED.finditer(words):
        before = words[max(0, match.start() - 8) : match.start()]
        asked = _ASKED.match(words, match.end())
        if not (_HEDGED.search(before) or _UNDONE.search(before) or asked):
            return True
    return False


def _charge(words: str) -> tuple[int | None, frozenset[str]]:
    match = _CHARGE.search(words) or _YUAN.search(words)
    if match:
        yuan, _point, rest = match[1].partition(".")
        return int(yuan) * 100 + int((rest + "00")[:2]), frozenset()
    if _FREE.search(words):
        return 0, frozenset()
    if _BY_COVER.search(words):
        return 0, frozenset({"cover"})
    return None, frozenset({"charge"}) if _MONEY_NAMED.search(words) else frozenset()


def _used(words: str) -> tuple[tuple[str, int], ...]:
    found: list[tuple[str, int]] = []
    for match in _CHANGED.finditer(words):
        counted = match["n"] or ""
        count = _COUNTS.get(counted) or (int(counted) if counted else 1)
        for name in _AND.split(match["name"]):
            clean = name.removeprefix("了").removesuffix("了").strip()
            if clean and count:
                found.append((clean, count))
    return tuple(found)


def _action(words: str) -> str:
    """The words of what was done."""
    match = _CHANGED.search(words)
    return match[0].strip() if match else ""
