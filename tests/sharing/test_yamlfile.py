import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharing.agreement import read_agreement
from sharing.section import PolicyError
from sharing.yamlfile import MAX_BYTES, read_section


def refused(tmp_path: Path, content: bytes) -> PolicyError:
    file = tmp_path / "one.yaml"
    file.write_bytes(content)
    with pytest.raises(PolicyError) as caught:
        read_section(file)
    return caught.value


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        (b"a: 1\nb: &x [1]\nc: *x\n", 2, "anchors and aliases"),
        (b"a: *nobody\n", 1, "anchors and aliases"),
        (b"a: !!python/object/apply:os.system [ls]\n", 1, "the tag"),
        (b"a: !secret 1\n", 1, "the tag"),
        (b"a: 1\nb: 2\na: 3\n", 3, "given twice, first in line 1"),
        (b"a: 1\n\tb: 2\n", 2, "not YAML"),
        (b"a: [1, 2\nb: 3\n", 2, "not YAML"),
        (b"a: 'open\n", None, "not YAML"),
        (b"? [a]\n: b\n", 1, "a key has to be a plain text"),
        (b"a: 1\n---\nb: 2\n", 2, "second document"),
        (b"", 1, "one mapping"),
        (b"# only a comment\n", 1, "one mapping"),
        (b"- a\n", 1, "one mapping"),
        (b"text\n", 1, "one mapping"),
        (b"a: 1\nb: \xff\n", 2, "not UTF-8"),
        ("a: ä\n".encode("latin-1"), 1, "not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "not UTF-8"),
        (b"a: 1\nb: \x00\n", 2, "U+0000 is not allowed"),
        (b"a: 1\nb: \x1b[31m\n", 2, "U+001B is not allowed"),
        (b"a: " + b"[" * 5000 + b"]" * 5000, 1, "nested deeper"),
        (b"a: {" * 5000, 1, "nested deeper"),
        (b"a: " + b"x" * MAX_BYTES, None, "larger than"),
    ],
)
def test_what_is_no_plain_mapping_is_refused(
    content: bytes, line: int | None, problem: str, tmp_path: Path
) -> None:
    error = refused(tmp_path, content)
    assert problem in error.problem
    if line is not None:
        assert error.line == line
    assert str(error).isprintable()


def test_a_bomb_of_aliases_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60)
    )
    assert refused(tmp_path, bomb.encode()).line == 1


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_section(file).text("a") == "1"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "pipe.yaml"
    os.mkfifo(file)
    with pytest.raises(PolicyError, match="not a readable file"):
        read_section(file)


def test_a_long_value_is_cut_in_the_error(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text("maxDetail: " + "x" * 10_000)
    with pytest.raises(PolicyError) as caught:
        read_section(file).instant("maxDetail")
    assert len(str(caught.value)) < 300


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    st.binary(max_size=60)
    | st.text("ab:-{}[]&*!'\"?|>#%@ \n\t,0x\u202e", max_size=60).map(str.encode)
    | st.builds(
        "id: a\ngrantor: b\nrecipient: c\nmaxDetail: hit\n{}: {}\n".format,
        st.sampled_from(["validFrom", "scope", "fields", "handling", "quotas"]),
        st.text("ab:{}[]~'\n 0-9TZ", max_size=30),
    ).map(str.encode)
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "one.yaml"
    file.write_bytes(content)
    try:
        read_agreement(read_section(file))
    except PolicyError as error:
        assert error.file == file  # noqa: PT017 - nothing else may be raised, and nothing has to be
