import subprocess
import sys

import pytest

CODE = """
import ctypes, resource
from streams.process import forbid_core_dumps
forbid_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))
"""


def test_a_process_that_holds_secrets_leaves_no_core_file() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True
    )
    dumpable = "0" if sys.platform == "linux" else "-1"
    assert done.stdout.split(") ") == ["(0, 0", f"{dumpable}\n"]


POLITE = """
import os
from pathlib import Path
from streams.process import give_way
give_way()
group = Path("/proc/self/autogroup")
print(os.nice(0), group.read_text() if group.exists() else "nice 10")
"""


@pytest.mark.parametrize("leader", [True, False])
def test_who_can_wait_goes_behind_others_and_behind_other_sessions(*, leader: bool) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", POLITE],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=leader,
    )
    assert done.stdout.split()[0] == "10"
    assert done.stdout.strip().endswith("nice 10") or not leader
    assert not done.stderr


STUCK = """
import time
from streams.process import end_if_stuck
began = time.monotonic()
end_if_stuck(lambda: {since}, 0.2, 4)
"""


def test_a_call_that_never_returns_ends_the_process_with_a_status() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", STUCK.format(since="began")],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 4
    assert "has not returned" in done.stdout + done.stderr


LOOKS = """
import os
from streams import process
process._LOOK_SECONDS = 0.001
answers = [None, None, None]
process.end_if_stuck(lambda: answers.pop() if answers else os._exit(7), 0.0, 4)
"""


def test_without_a_call_nothing_ends() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", LOOKS], capture_output=True, check=False, timeout=30
    )
    assert done.returncode == 7
