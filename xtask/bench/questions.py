"""The questions that every database is asked, and what their lists are called."""

import json
import statistics
import time
from pathlib import Path

# Each list with the filter that it ignores: the one on its own key.
LISTS = {
    "totals": None,
    "status": "status",
    "category": "category",
    "account": "account",
    "product": "product",
    "feature": "feature",
    "user": "user",
    "server": "server",
    "server_name": "server",
    "source": "source",
    "model": "model",
    "day": None,
}


def load(folder):
    """The questions of a folder, as the engine wrote them."""
    return json.loads(Path(folder, "questions.json").read_text())


def quoted(text):
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def conditions(question, columns, leave_out):
    """The filters of a question as SQL, without the one on `leave_out`."""
    found = []
    for key, values in question["filters"].items():
        if key == leave_out:
            continue
        for word, kind in (("in", "only"), ("not in", "not")):
            if values[kind]:
                listed = ", ".join(quoted(value) for value in values[kind])
                found.append(f"{columns[key]} {word} ({listed})")
    return found


def groups(question):
    """The lists by the filter that they ignore: those of one group count the same rows."""
    found = {}
    for name, own in LISTS.items():
        ignored = own if own in question["filters"] else None
        found.setdefault(ignored, []).append(name)
    return found


def write_answer(path, rows):
    """Writes `(list, key, numbers...)` as the engine writes its own answer."""
    lines = ["\t".join(str(cell) for cell in row) for row in rows]
    lines.sort(key=lambda line: line.encode())
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text("\n".join(lines) + "\n")


def median_ms(runs, work):
    """The median of some runs in milliseconds; the caller has done the work once before."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)
