"""The fault tree, what is read out in danger, and what to try first."""

from collections.abc import Collection

from callcentre.domain.profile import Article, Danger, ProductGroup, Symptom
from callcentre.profiles.node import LANGUAGES, Node


def read_danger(node: Node) -> Danger:
    """What is read out when life is at risk, for each hazard and in general."""
    node.allow("read_out", "accept_minutes", "hazards")
    return Danger(
        words=node["read_out"].allow(*LANGUAGES).words(),
        hazards={name: words.allow(*LANGUAGES).words() for name, words in node["hazards"].pairs()},
        accept_minutes=node["accept_minutes"].whole(1),
    )


def read_groups(node: Node, hazards: Collection[str]) -> tuple[ProductGroup, ...]:
    """The product groups with their symptoms; no code twice."""
    groups: dict[str, ProductGroup] = {}
    for item in node.items(least=1):
        code = item.allow("code", "symptoms", *LANGUAGES)["code"].text()
        if code in groups:
            raise item.wrong("profile.code_twice", again=code)
        groups[code] = ProductGroup(code, item.words(), _symptoms(item["symptoms"], hazards))
    return tuple(groups.values())


def _symptoms(node: Node, hazards: Collection[str]) -> tuple[Symptom, ...]:
    symptoms: dict[str, Symptom] = {}
    for item in node.items(least=1):
        symptom = _symptom(item, hazards)
        if symptom.code in symptoms:
            raise item.wrong("profile.code_twice", again=symptom.code)
        symptoms[symptom.code] = symptom
    return tuple(symptoms.values())


def _symptom(node: Node, hazards: Collection[str]) -> Symptom:
    node.allow("code", "hazard", "causes", "actions", "by_phone_permille", *LANGUAGES)
    hazard = node["hazard"].among(hazards) if "hazard" in node else ""
    return Symptom(
        code=node["code"].text(),
        words=node.words(),
        danger=bool(hazard),
        hazard=hazard,
        causes=node.get("causes", []).many_words(),
        actions=node.get("actions", []).many_words(),
        # A danger is never solved on the phone.
        solved_by_phone_permille=node.get("by_phone_permille", 0).whole(0, 0 if hazard else 1000),
    )


def read_articles(node: Node, groups: Collection[ProductGroup]) -> tuple[Article, ...]:
    """Seeds of articles, each for a known product group and symptom."""
    symptoms = {group.code: [symptom.code for symptom in group.symptoms] for group in groups}
    articles: dict[str, Article] = {}
    for item in node.items():
        slug = item.allow("slug", "product", "symptom", "title", "body")["slug"].text()
        if slug in articles:
            raise item.wrong("profile.code_twice", again=slug)
        product = item["product"].among(symptoms)
        articles[slug] = Article(
            slug=slug,
            product=product,
            symptom=item["symptom"].among(symptoms[product]),
            title=item["title"].allow(*LANGUAGES).words(),
            body=item["body"].allow(*LANGUAGES).words(),
        )
    return tuple(articles.values())
