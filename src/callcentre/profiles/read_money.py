"""Result classes, grades and fees of a profile (design section 6)."""

from collections.abc import Collection

from callcentre.domain.profile import Fees, Grading, Tariff
from callcentre.profiles.node import Node

CLASSES = (
    "attitude", "complaint", "repeat_unfixed", "dissatisfied", "first_unfixed", "explained", "unverified",
    "satisfied",
)  # fmt: skip
NO_GRADE = "none"


def read_grading(node: Node) -> Grading:
    """Classes in order of precedence with points and factors, bands, and how few jobs bring a grade."""
    node.allow(
        "precedence", "points_tenths", "class_permille", "bands", "few", "few_best", "prior_jobs", "repeat_days",
        "grade_permille",
    )  # fmt: skip
    precedence = tuple(item.among(CLASSES) for item in node["precedence"].items())
    if sorted(precedence) != sorted(CLASSES):
        raise node["precedence"].wrong("profile.each_once", among=", ".join(CLASSES))
    bands = _bands(node["bands"])
    grades = [grade for grade, _least in bands]
    return Grading(
        precedence=precedence,
        points_tenths=_for_each(node["points_tenths"], CLASSES),
        class_permille=_for_each(node["class_permille"], CLASSES),
        bands=bands,
        few=node["few"].whole(),
        few_best=node["few_best"].among(grades),
        prior_jobs=node["prior_jobs"].whole(),
        repeat_days=node["repeat_days"].whole(),
        grade_permille=_for_each(node["grade_permille"], [*grades, NO_GRADE]),
    )


def _bands(node: Node) -> tuple[tuple[str, float], ...]:
    bands: list[tuple[str, float]] = []
    for item in node.items(least=2):
        item.allow("grade", "least")
        grade, least = item["grade"].text(), item["least"].number()
        if bands and least >= bands[-1][1]:
            raise item["least"].wrong("profile.must_fall")
        if grade in [known for known, _least in bands]:
            raise item.wrong("profile.code_twice", again=grade)
        bands.append((grade, least))
    if bands[-1][1] != 0:
        raise node.wrong("profile.last_band_zero")
    return tuple(bands)


def _for_each(node: Node, names: Collection[str]) -> dict[str, int]:
    """A whole number for each of the names and for nothing else."""
    node.allow(*names)
    return {name: node[name].whole() for name in names}


def read_fees(node: Node, kinds: Collection[str], categories: Collection[str]) -> Fees:
    """Tariffs by order kind (refined by product group) and the distance allowance."""
    node.allow("tariffs", "free_metres", "fen_per_km")
    tariffs: dict[tuple[str, str], Tariff] = {}
    for item in node["tariffs"].items(least=1):
        item.allow("kind", "category", "covered_fen", "uncovered_fen")
        kind = item["kind"].among(kinds)
        category = item["category"].among(categories) if "category" in item else ""
        if (kind, category) in tariffs:
            raise item.wrong("profile.code_twice", again=f"{kind} {category}".strip())
        tariffs[kind, category] = Tariff(
            kind, category, item["covered_fen"].whole(), item["uncovered_fen"].whole()
        )
    for kind in kinds:
        if (kind, "") not in tariffs:
            raise node["tariffs"].wrong("profile.no_tariff", kind=kind)
    return Fees(tuple(tariffs.values()), node["free_metres"].whole(), node["fen_per_km"].whole())
