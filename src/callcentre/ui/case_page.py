"""How the page of an order and that of a complaint lie: head and acts over the story, the facts beside them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from callcentre.ui.columns import WIDE, Columns
from callcentre.ui.labels import ground
from callcentre.ui.screen import ScreenContext
from callcentre.ui.story import StoryList

NARROW = 890
"""Beside the list: what is left of a page in a window of 1280, below which the facts are a drawer."""

LOW = 360
"""Height below which a page, as on a small screen at twice the size, leaves out what its facts say too."""
FACTS_WIDE = {"order": 812, "complaint": 452}
"""The facts at 1920: beside them an order's story ends where its head does; a complaint has its list at the left."""
WIDE_FROM = {"order": WIDE, "complaint": 1440}
"""Width from which a page has the facts as at 1920."""
STORY, STORY_LOW = 96, 48
"""Least height of the story."""


def give_way(page: QWidget, story: StoryList, spared: Sequence[QWidget]) -> None:
    """On a low page the acts keep their room: `spared` are hidden and the story is short."""
    low = page.height() < LOW
    story.setMinimumHeight(STORY_LOW if low else STORY)
    for widget in spared:
        widget.setVisible(not low)


def lay_out(
    page: QWidget, ctx: ScreenContext, key: str, head: QHBoxLayout, under: Sequence[QWidget], story: StoryList,
    facts: QWidget,
) -> Columns:
    """The columns of a page: puts `head`, what is `under` it and the story into `page`, the facts at their side; `key` remembers widths."""
    middle = ground("surface")
    whole_column = QVBoxLayout(middle)
    whole_column.setContentsMargins(0, 16, 0, 0)
    whole_column.setSpacing(8)
    column = QVBoxLayout()
    column.setContentsMargins(20, 0, 20, 0)
    column.setSpacing(8)
    whole_column.addLayout(column)
    head.setSpacing(12)
    column.addLayout(head)
    for widget in under:
        column.addWidget(widget)
    story.setMinimumHeight(STORY)
    whole_column.addWidget(story, 1)
    columns = Columns(
        ctx.remembered, key, [middle, facts], at_1366=[650, 344], at_1920=[1036, FACTS_WIDE[key]], narrow=NARROW,
        wide=WIDE_FROM[key],
    )
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(columns)
    return columns
