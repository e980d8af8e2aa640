"""The four encodings are told apart, also in short and mostly Latin files, or the file is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcentre.domain.errors import Refused
from callcentre.exchange.encodings import decode

SIMPLIFIED = (
    "张伟", "王芳", "李娜", "刘洋,13800138000", "上海市浦东新区", "客户编号,姓名,电话", "冰箱不制冷", "不满意",
    "code,name\nW1,合肥家电维修\n", "空调漏水，师傅没有来。", "热水器点不着火", "陈静", "欧阳娜娜", "W1,南京网点", "洗衣机",
)
TRADITIONAL = (
    "張偉", "王芳", "陳美玲", "臺北市", "客戶編號,姓名,電話", "冰箱不冷", "code,name\nW1,台北維修站\n",
    "洗衣機漏水，師傅沒有來。", "林志強,0912345678", "黃雅婷",
)
LATIN = "A long line of plain Latin text with numbers 1234567890, names and codes; "


@pytest.mark.parametrize("text", [*SIMPLIFIED, *TRADITIONAL, "Zoë", "naïve, café", "20 °C ± 2", "Привет", "汉字 and Latin"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_utf8_is_known_with_and_without_its_mark(text: str, bom: bytes) -> None:
    decoded = decode(bom + text.encode())
    assert (decoded.text, decoded.encoding) == (text, "utf-8")


@pytest.mark.parametrize("text", SIMPLIFIED)
@pytest.mark.parametrize("around", ["", LATIN * 200])
def test_short_and_mostly_latin_gbk_is_known(text: str, around: str) -> None:
    decoded = decode((around + text).encode("gbk"))
    assert (decoded.text, decoded.encoding) == (around + text, "gbk")


@pytest.mark.parametrize("text", TRADITIONAL)
@pytest.mark.parametrize("around", ["", LATIN * 200])
def test_short_and_mostly_latin_big5_is_known(text: str, around: str) -> None:
    decoded = decode((around + text).encode("big5"))
    assert (decoded.text, decoded.encoding) == (around + text, "big5")


def test_gb18030_is_known_by_what_gbk_does_not_have() -> None:
    text = "客户姓名，张㚖伟\u00a0合肥"
    assert decode(text.encode("gb18030")).encoding == "gb18030"
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize(
    "raw",
    ["Résumé, Größe".encode("cp1252"), "模".encode("gbk"), "姓名".encode("utf-16"), b"a,b\n\x00\x01\n", bytes(range(128, 256))],
)
def test_what_cannot_be_told_is_refused_naming_the_mapping(raw: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        decode(raw)
    assert refusal.value.code == "file.encoding_unknown"


def test_a_given_encoding_is_believed_and_its_misfit_named_by_line() -> None:
    assert decode("模".encode("gbk"), "gbk").text == "模"
    with pytest.raises(Refused) as refusal:
        decode(b"a\nb\n\xff\xff", "utf-8")
    assert refusal.value.data["line"] == 3


@given(st.text(st.sampled_from("张王李赵陈刘杨客户电话维修安装冰箱空调洗衣机不制冷漏水满意北京上海广州网点编号"), min_size=2, max_size=12))
def test_common_chinese_is_never_read_wrong(text: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        assert _read(text.encode(encoding)) in (text, None)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    _read(raw)


def _read(raw: bytes) -> str | None:
    """The text, None where it is refused in the words for that; anything else that is raised fails the test."""
    try:
        return decode(raw).text
    except Refused as refusal:
        if refusal.code != "file.encoding_unknown":
            raise
        return None
