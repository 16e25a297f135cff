"""Topics as families, in the order of their table."""

from __future__ import annotations

from codegen.datasets.checking.topics.table import TOPIC_CHECKS
from codegen.datasets.families.family import Family
from codegen.datasets.topics.topics import TOPICS, maker

TOPIC_FAMILIES = tuple(
    Family(topic.name, topic.description, maker(topic), TOPIC_CHECKS[topic.name])
    for topic in TOPICS.values()
)
"""One family for each topic."""
