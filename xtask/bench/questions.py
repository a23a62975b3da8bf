"""The questions that every database is asked, and how their answers are put together.

A question is answered as the page of denials answers it: totals, lists that each ignore the filter on their own key, the trend by
week, what weighs most in each category, what each filter leaves out, and where it is asked
for the previous period. A database is asked for the parts of that, each a count of rows by
some keys; what it returns is ranked and cut here.
"""

import json
import statistics
import time
from pathlib import Path
from typing import NamedTuple

# How many rows of a list, and how many accounts and features of a category, an answer has.
LIST_ROWS = 100
WEIGHT_ROWS = 3

# The first Monday after 1970-01-01, itself the first day of the week numbered 0.
FIRST_MONDAY = 4


class Part(NamedTuple):
    """Rows that are counted by some keys."""

    name: str
    # Keys of filters, and "week".
    keys: tuple
    # The filter, or "text", that is ignored; `None` where the question has none such.
    ignored: str | None
    is_before: bool


def load(folder):
    """The questions of a folder, as the engine wrote them."""
    return json.loads(Path(folder, "questions.json").read_text())


def quoted(text):
    """A text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def parts(question):
    """What a question needs to be counted."""
    trend = [("week", ("week",)), ("week of category", ("week", "category"))]
    weights = [
        ("account of category", ("category", "account")),
        ("feature of category", ("category", "feature")),
    ]
    set_keys = list(question["filters"]) + (["text"] if question["text"] else [])
    compared = [("totals", (), None)]
    compared += [(key, (key,), key) for key in question["lists"]]
    compared += [(name, keys, "category") for name, keys in trend]
    alone = [(name, keys, "category") for name, keys in weights]
    alone += [("without " + key, (), key) for key in set_keys]
    wanted = [(part, False) for part in compared + alone]
    if question["before"]:
        wanted += [(part, True) for part in compared]
    return [
        Part(name, keys, ignored if ignored in set_keys else None, is_before)
        for (name, keys, ignored), is_before in wanted
    ]


def counts_attempts_alone(part):
    """Whether nothing but attempts is wanted of a part."""
    return part.name.startswith("without ")


def conditions(question, columns, part):
    """The filters of a question as SQL, without the one that a part ignores."""
    found = []
    for key, values in question["filters"].items():
        if key == part.ignored:
            continue
        for word, kind in (("in", "only"), ("not in", "not")):
            if values[kind]:
                listed = ", ".join(quoted(value) for value in values[kind])
                found.append(f"{columns[key]} {word} ({listed})")
    return found


def has_text(question, part):
    """Whether a part counts only rows that hold the question's text."""
    return question["text"] and part.ignored != "text"


def days(question, part):
    """The first and the last day of a part, and its last second where that ends it."""
    if not part.is_before:
        return (*question["days"], None)
    before = question["before"]
    last_day_ends = before["days"][1] * 86400 + 86399
    until = before["until_s"] if before["until_s"] < last_day_ends else None
    return (*before["days"], until)


def week(question, part, day):
    """The number of a day's week as SQL; days of the previous period have that of the
    day that they are compared with."""
    shift = question["before"]["shift_days"] if part.is_before else 0
    return f"({day} + {shift - FIRST_MONDAY}) / 7"


def answer(question, counted):
    """The lines of an answer, given by part its numbers by keys."""
    now = {part.name: rows for part, rows in counted.items() if not part.is_before}
    past = {part.name: rows for part, rows in counted.items() if part.is_before}
    nothing = (0,) * max(len(row) for rows in now.values() for row in rows.values())

    def line(name, key, numbers, before):
        both = (*numbers, *before) if question["before"] else numbers
        return (name, key, *both)

    for name in ["totals", *question["lists"], "week", "week of category"]:
        gone = dict(past.get(name, {}))
        rows = [(key, row, gone.pop(key, nothing)) for key, row in ranked(now[name])]
        rows += [(key, nothing, row) for key, row in ranked(gone)]
        for key, numbers, before in rows[:LIST_ROWS] if name in question["lists"] else rows:
            if numbers[0] or before[0]:
                yield line(name, label(question, name, key), numbers, before)
    for name in ["account of category", "feature of category"]:
        of_category = {}
        for key, numbers in ranked(now[name]):
            of_category.setdefault(key[0], []).append((name, label(question, name, key), *numbers))
        for rows in of_category.values():
            yield from rows[:WEIGHT_ROWS]
    for name, rows in now.items():
        for numbers in rows.values() if name.startswith("without ") else []:
            if numbers[0]:
                yield ("without", name.removeprefix("without "), numbers[0])


def ranked(rows):
    """Keys and numbers, the most attempts first, equal ones by the names of the keys."""
    by_name = sorted(rows.items(), key=lambda row: [str(key).encode() for key in row[0]])
    return sorted(by_name, key=lambda row: -row[1][0])


def label(question, name, key):
    """A key as the engine writes it: a week is named by its first day that counts."""
    if name.startswith("week"):
        first = max(question["days"][0], key[0] * 7 + FIRST_MONDAY)
        key = (first, *key[1:])
    return " / ".join(str(one) for one in key)


def write_answer(path, rows):
    """Writes lines as the engine writes its own answer."""
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
