"""A second call comes in while the first is not finished: the first waits, with all that was written."""


from tests.stories.hotline import CUSTOMER
from tests.stories.steps import answer_the_phone


def test_a_held_call_waits_with_its_words_while_another_is_taken(sit_down):
    me = sit_down()
    answer_the_phone(me)
    me.write("cool")
    me.press("Return")
    me.tab_to("Words")
    me.commit("开了半天也不凉")

    me.phone_rings("13900000999")
    me.sees("139 0000 0999", "held 00:00")
    me.is_at("Name")
    me.commit("贺春生")
    me.act("End call")
    me.sees("How did the call end?")
    me.press("F8")
    me.sees("Who is calling?")

    me.is_at("Number, name, order or serial")
    me.tab_to("Not finished yet")
    me.press("Return")
    me.sees("开了半天也不凉", "Air conditioner › does not cool", CUSTOMER)
    me.act("Save, relay to 城东服务网点")
    no = me.read_off(r"Order (SO-\S+) is saved")
    card = me.card(me.order(no))
    assert card.header.words == "开了半天也不凉" and card.header.fault == "not_cooling"
