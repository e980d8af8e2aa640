"""A colleague who reads Chinese takes over the chair in the middle of a call."""

from tests.stories.steps import answer_the_phone


def test_the_language_changes_in_the_middle_of_a_call_and_nothing_written_is_lost(sit_down):
    me = sit_down()
    answer_the_phone(me)
    me.write("cool")
    me.press("Return")
    me.tab_to("Words")
    me.commit("开了半天也不凉")
    me.press("Tab", "Tab")
    me.write("14-16")
    me.press("Ctrl+K")
    me.is_at("Acts")
    me.commit("说中文")
    me.sees("说中文")
    me.press("Return")
    me.sees("故障", "空调", "不制冷", "开了半天也不凉", "7月1日")
    me.press("Ctrl+K")
    me.write("speak")
    me.sees("Speak English")
    me.press("Return")
    me.sees("Air conditioner › does not cool", "开了半天也不凉", "Wed 1 Jul 14:00–16:00")
    me.act("Save, relay to 城东服务网点")
    card = me.card(me.order(me.read_off(r"Order (SO-\S+) is saved")))
    assert card.header.window_start == me.at(1, 14)
