"""What the maker of the demo year sells: models, parts, and when they break."""

from typing import NamedTuple


class Line(NamedTuple):
    """One product group: model prefix, names of models, warranty, share of orders and its months."""

    group: str
    prefix: str
    models: tuple[str, ...]
    warranty_months: int
    share: float
    """Of 1 of all orders over the year."""
    months: tuple[int, ...]
    """Weights of January to December."""
    parts: tuple[tuple[str, int], ...]
    """(name, list price in fen), ..."""


PRINCIPALS = ("松砚电器", "澄川电器")
_EVEN = (8, 7, 8, 8, 9, 9, 9, 9, 8, 8, 9, 8)

LINES: tuple[Line, ...] = (
    Line("air_conditioner", "KF", ("挂机 1 匹", "挂机 1.5 匹", "挂机 1.5 匹变频", "柜机 2 匹", "柜机 3 匹变频", "中央空调内机"),
         72, 0.31, (4, 3, 3, 5, 11, 17, 24, 18, 6, 3, 3, 3),
         (("压缩机", 100_000), ("变频模块", 32_000), ("外机主板", 28_000), ("风扇电机", 12_000), ("四通阀", 9_000),
          ("温度传感器", 1_500), ("遥控器", 3_500), ("制冷剂补充", 18_000))),
    Line("refrigerator", "BCD", ("双门 180 升", "三门 215 升", "对开门 528 升", "多门 430 升", "十字门 505 升", "冷柜 200 升"),
         36, 0.15, (6, 6, 6, 7, 9, 12, 14, 12, 9, 7, 6, 6),
         (("压缩机", 85_000), ("主控板", 24_000), ("化霜加热器", 6_500), ("风机", 7_800), ("门封条", 5_200),
          ("风门", 6_000), ("温度传感器", 1_800), ("制冰机", 26_000))),
    Line("washing_machine", "XQ", ("波轮 8 公斤", "波轮 10 公斤", "滚筒 8 公斤", "滚筒 10 公斤", "洗烘一体 10 公斤", "迷你 3 公斤"),
         36, 0.15, _EVEN,
         (("电脑板", 21_000), ("排水泵", 6_800), ("进水阀", 5_500), ("离合器", 16_000), ("皮带", 2_800),
          ("门封圈", 9_500), ("减震器", 7_200), ("门锁", 6_200))),
    Line("water_heater", "JS", ("燃气 12 升", "燃气 16 升", "燃气 16 升零冷水", "电热 50 升", "电热 60 升", "电热 80 升双胆"),
         36, 0.13, (15, 11, 8, 6, 5, 4, 3, 3, 5, 9, 14, 17),
         (("热交换器", 42_000), ("燃气比例阀", 18_000), ("加热管", 9_800), ("点火器", 6_500), ("风机", 19_000),
          ("控制板", 17_500), ("镁棒", 4_500), ("烟管", 5_600))),
    Line("cooker_hood", "CX", ("侧吸油烟机", "顶吸油烟机", "集成灶", "双眼燃气灶", "电磁灶", "烟灶套装"),
         60, 0.10, _EVEN,
         (("电机", 22_000), ("开关板", 8_800), ("止回阀", 3_600), ("热电偶", 3_200), ("点火针", 2_600),
          ("阀体", 9_600), ("玻璃面板", 18_000), ("叶轮", 8_200))),
    Line("television", "LE", ("43 英寸", "55 英寸", "65 英寸", "75 英寸", "85 英寸", "32 英寸"),
         12, 0.07, _EVEN,
         (("主板", 46_000), ("电源板", 24_000), ("背光灯条", 18_000), ("液晶屏", 180_000), ("遥控器", 4_500),
          ("无线模块", 8_500), ("屏线", 3_800), ("挂架", 9_900))),
    Line("small_kitchen", "CF", ("电饭煲 4 升", "电压力锅 5 升", "微波炉 23 升", "电烤箱 38 升", "破壁机", "洗碗机 13 套"),
         12, 0.05, _EVEN,
         (("内胆", 8_800), ("控制板", 7_900), ("温度保险", 1_900), ("密封圈", 2_500), ("磁控管", 15_000),
          ("加热管", 6_200), ("门开关", 2_100), ("电源线", 1_500))),
    Line("water_purifier", "RO", ("反渗透 400 加仑", "反渗透 600 加仑", "反渗透 800 加仑", "超滤", "台式净饮机", "管线机"),
         12, 0.04, _EVEN,
         (("反渗透膜", 36_000), ("复合滤芯", 16_000), ("增压泵", 18_500), ("电磁阀", 4_800), ("压力桶", 12_500),
          ("适配器", 5_600), ("龙头", 8_600), ("高压开关", 3_900))),
)

KINDS: tuple[tuple[str, int], ...] = (
    ("repair", 62), ("installation", 16), ("advice", 6), ("maintenance", 5), ("delivery", 3), ("commissioning", 3),
    ("relocation", 2), ("inspection", 1), ("exchange", 1), ("parts", 1),
)
"""Order kinds and their weights."""


def model_of(line: Line, at: int) -> str:
    """The model number of the `at`-th model of a line."""
    return f"{line.prefix}-{100 + 35 * at}{'ABC'[at % 3]}"


def part_code(line: Line, at: int) -> str:
    """The code of the `at`-th part of a line."""
    return f"{line.prefix}{at + 1:03d}"
