import pytest

from streams import topics


def test_inputs_are_those_of_every_partner_in_a_stable_order() -> None:
    assert topics.inputs({"b", "a"}) == [
        "shipments.a",
        "transactions.a",
        "shipments.b",
        "transactions.b",
    ]


@pytest.mark.parametrize("topic", topics.inputs(["nordland-customs"]))
def test_the_publisher_of_an_input_topic(topic: str) -> None:
    assert topics.publisher_of(topic) == "nordland-customs"


@pytest.mark.parametrize("topic", ["alerts.a", "dead-letters", "shipments", "shipments.", ""])
def test_no_other_topic_has_a_publisher(topic: str) -> None:
    with pytest.raises(ValueError, match="input topic"):
        topics.publisher_of(topic)


def test_every_topic_once_with_room_for_what_it_takes() -> None:
    made = {topic.name: topic for topic in topics.all_topics(["a", "b"])}
    assert len(made) == len(topics.all_topics(["a", "b"])) == 19
    largest_input = max(made[name].max_message_bytes for name in topics.inputs(["a", "b"]))
    assert made["dead-letters"].max_message_bytes > largest_input
    assert all(topic.retention_ms > 0 and topic.why for topic in made.values())


def test_a_partner_may_read_its_own_and_nothing_else() -> None:
    assert topics.readable_by("a") == ["screenings.a", "alerts.a"]
