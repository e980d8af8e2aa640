"""Made-up people, streets and sayings of the demo year; any likeness to somebody real is chance."""

from random import Random

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN_FIRST = tuple("建国志明小文海永春晓秀玉桂丽红雪佳思子雨梓一欣浩俊宇泽嘉家天立德学振荣庆金国慧婉静素亚美爱凤")
GIVEN_SECOND: tuple[str, ...] = ("", *"军华强伟平英芳敏静勇涛刚辉波斌鹏飞杰峰龙云霞梅兰娟燕玲萍莉婷洁颖琳轩涵怡然宁琪睿航博凯晨阳恒毅")
STREETS = (
    "人民路", "解放路", "中山路", "建设路", "和平路", "文化路", "胜利路", "新华路", "朝阳路", "长江路", "黄河路",
    "友谊路", "光明路", "滨河路", "工农路", "迎宾大道", "学府路", "东风路", "花园路", "团结路", "青年路", "民主路",
)  # fmt: skip
ESTATES = (
    "阳光花园", "金色家园", "翠湖苑", "锦绣城", "御景湾", "幸福里", "安居小区", "城南新村", "书香苑", "春江花园",
    "丽景园", "和谐家园", "万福小区", "东方名苑", "绿洲城", "桂花园", "祥和里", "水岸新城", "梧桐苑", "北苑小区",
)  # fmt: skip
SHOPS = ("商务酒店", "实验小学", "便民超市", "口腔诊所", "农家菜馆", "快捷宾馆", "养老服务中心", "幼儿园")
DEALERS = ("家电城", "电器商场", "百货大楼家电部", "官方旗舰店", "电器专卖店", "网上商城")
MOBILE = ("131", "132", "135", "136", "137", "138", "139", "150", "151", "158", "159", "176", "177", "186", "187", "188")
ROOMS = ("客厅", "主卧", "次卧", "厨房", "阳台", "卫生间", "书房", "餐厅")

SAYINGS = (
    "昨天还好好的，今天就{fault}了。", "用了两年，最近总是{fault}。", "{fault}，麻烦尽快派师傅来看看。",
    "家里有老人，{fault}，能不能今天来？", "刚买没多久就{fault}，怎么回事？", "{fault}，上次也修过一次。",
)  # fmt: skip
THANKS = ("师傅挺专业的。", "处理得很快，谢谢。", "修好了，挺好。", "态度不错。", "")
GRUMBLES = ("修完第二天又坏了。", "等了好几天才来。", "没修好就走了。", "说话不太客气。", "价格没说清楚。")
URGES = ("怎么还没来？", "已经等两天了，快点吧。", "约好的时间没人来电话。")


def person_name(rng: Random) -> str:
    """A name of two or three characters."""
    # The commonest surnames come first in the list and are drawn more often.
    surname = SURNAMES[min(int(rng.expovariate(1 / 22)), len(SURNAMES) - 1)]
    return surname + rng.choice(GIVEN_FIRST) + rng.choice(GIVEN_SECOND)


def mobile(rng: Random) -> str:
    """A mobile number as people type it."""
    number = f"{rng.choice(MOBILE)}{rng.randrange(10**8):08d}"
    return number if rng.random() < 0.8 else f"{number[:3]} {number[3:7]} {number[7:]}"


def address_line(rng: Random) -> str:
    """Street, estate, building and room."""
    building, room = rng.randint(1, 28), rng.randint(1, 18) * 100 + rng.randint(1, 4)
    return f"{rng.choice(STREETS)}{rng.randint(1, 380)}号{rng.choice(ESTATES)}{building}栋{room}"
