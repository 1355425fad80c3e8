import gzip
from pathlib import Path

from bench.cases import read_cases
from matchers.model import Kind


def test_a_kind_that_is_not_told_is_unknown(tmp_path: Path) -> None:
    line = b'{"qid": "l1", "query": {"name": "Velmarin", "kind": null}, "expect": [], "tags": []}'
    (tmp_path / "some.jsonl.gz").write_bytes(gzip.compress(line))
    assert read_cases(tmp_path, "some")[0].query.kind is Kind.UNKNOWN
