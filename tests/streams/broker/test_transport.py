from config.settings import Settings
from streams.broker.clients import consumer_config, producer_config
from streams.broker.transport import _next_offsets
from streams.events.envelope import Record


def test_nothing_is_acknowledged_but_by_the_loop() -> None:
    config = consumer_config(Settings())
    assert config["enable.auto.commit"] is False
    assert config["enable.auto.offset.store"] is False
    assert config["isolation.level"] == "read_committed"


def test_an_open_transaction_blocks_readers_no_longer_than_a_dead_worker_its_partitions() -> None:
    settings = Settings(session_timeout_ms=7_000)
    assert producer_config(settings)["transaction.timeout.ms"] <= 7_000
    assert consumer_config(settings)["session.timeout.ms"] == 7_000


def test_transactions_only_where_asked_for() -> None:
    assert "transactional.id" in producer_config(Settings(slot="a"))
    assert "transactional.id" not in producer_config(Settings(delivery="at-least-once"))
    assert producer_config(Settings(delivery="at-least-once"))["enable.idempotence"] is True


def test_offsets_follow_the_last_record_of_each_partition() -> None:
    batch = [
        Record(topic="a", value=b"", partition=0, offset=5),
        Record(topic="a", value=b"", partition=1, offset=9),
        Record(topic="a", value=b"", partition=0, offset=6),
        Record(topic="b", value=b"", partition=0, offset=0),
    ]
    places = {(tp.topic, tp.partition): tp.offset for tp in _next_offsets(batch)}
    assert places == {("a", 0): 7, ("a", 1): 10, ("b", 0): 1}
