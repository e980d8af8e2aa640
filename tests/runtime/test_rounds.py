"""The rounds of the rules: off the window's thread, never two at once, and no failure ends them."""

import threading

from callcentre.runtime.rounds import Rounds


def test_a_round_runs_on_a_thread_of_its_own_and_is_waited_for_at_the_end(qtbot):
    ran = []
    rounds = Rounds(lambda: ran.append(threading.current_thread()))
    rounds.go()
    rounds.close()
    assert len(ran) == 1 and ran[0] is not threading.main_thread()


def test_a_second_round_waits_for_the_first(qtbot):
    gate, ran = threading.Event(), []

    def work():
        ran.append(1)
        gate.wait(20)

    rounds = Rounds(work)
    rounds.go()
    rounds.go()
    gate.set()
    rounds.close()
    assert ran == [1]


def test_a_round_that_fails_is_logged_and_the_next_one_runs(qtbot, caplog):
    ran = []

    def work():
        ran.append(1)
        raise ValueError

    rounds = Rounds(work)
    for _round in range(2):
        rounds.go()
        qtbot.waitUntil(lambda: not rounds._round.is_alive())
    rounds.close()
    assert ran == [1, 1]
    assert "a round failed" in caplog.text
