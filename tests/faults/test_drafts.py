"""A draft with half a character, as a broken paste leaves it, does not end the keeping of drafts."""

from pathlib import Path

from callcentre.runtime.drafts import Drafts
from callcentre.runtime.keeping import EncryptedFile


def test_half_a_character_in_a_draft_costs_no_draft(tmp_path: Path) -> None:
    place = EncryptedFile(tmp_path / "drafts.db", bytes(32))
    drafts = Drafts(place, interval=0.01)
    drafts.put("one", {"words": "broken \ud800"})
    drafts.put("two", {"words": "不制冷"})
    drafts.close()
    again = Drafts(place)
    assert again.get("one") == {"words": "broken \ud800"}
    assert again.get("two") == {"words": "不制冷"}
    again.close()
