"""Asks DuckDB the questions: ask_duckdb.py FOLDER RUNS.

DuckDB gets the attempts in memory, in time order, with what the engine has too: names as
enumerations, days, users and the gaps to the next repeat and grant as numbers. It is
asked in every form below, and the fastest counts.
"""

import json
import sys
from pathlib import Path

import duckdb

from questions import (
    answer,
    conditions,
    counts_attempts_alone,
    days,
    has_text,
    load,
    median_ms,
    parts,
    quoted,
    week,
    write_answer,
)

# Columns by the key of a filter.
COLUMNS = {
    "status": "status",
    "category": "category",
    "account": "account",
    "product": "product",
    "feature": "feature",
    "user": '"user"',
    "device": "device",
    "server": "server",
    "source": "source",
    "version": "version",
    "model": "model",
}


def main(folder, runs):
    connection = duckdb.connect()
    connection.execute("set memory_limit = '75%'")
    dictionaries = json.loads(Path(folder, "words.json").read_text())
    fill(connection, folder, dictionaries)
    results = []
    for place, question in enumerate(load(folder)):
        result = {"name": question["name"]}
        fastest = None
        for form, queries in FORMS.items():
            asked = queries(question)
            lines = answer(question, counted(asked, run(connection, asked)))
            write_answer(Path(folder, "duckdb", f"{place}-all.tsv"), lines)
            result[f"{form}, ms"] = ms = median_ms(runs, lambda: run(connection, asked))
            if fastest is None or ms < fastest:
                fastest = ms
                result["form"] = form
        result["answer_ms"] = fastest
        results.append(result)
    threads = connection.execute("select current_setting('threads')").fetchone()[0]
    print(json.dumps({"version": duckdb.__version__, "threads": threads, "questions": results}))


def fill(connection, folder, dictionaries):
    """Makes the table `attempts`, or takes the one of the last time, in memory."""
    file = Path(folder, "attempts-by-second.duckdb")
    if not file.exists():
        begun = file.with_suffix(".begun")
        begun.unlink(missing_ok=True)
        connection.execute(f"attach {quoted(str(begun))} as kept")
        make(connection, folder, dictionaries)
        connection.execute("detach kept")
        begun.rename(file)
    connection.execute(f"attach {quoted(str(file))} as kept (read_only)")
    connection.execute("create table attempts as select * from kept.attempts")
    connection.execute("detach kept")


def make(connection, folder, dictionaries):
    """Makes the table in the attached file, with the names in place of their ids."""
    execute = connection.execute

    def enumeration(name, texts):
        distinct = ", ".join(quoted(text) for text in dict.fromkeys(texts))
        execute(f"create type {name}_t as enum ({distinct})")

    def table(name, columns, rows):
        execute(f"create temp table {name} (id uinteger, {columns})")
        path = Path(folder, "rows.csv")
        path.write_text("".join(row(place, texts) for place, texts in enumerate(rows)))
        execute(
            f"insert into {name} from read_csv({quoted(str(path))}, header = false, "
            "delim = '\t', quote = '\"', escape = '\"', all_varchar = true, "
            "allow_quoted_nulls = false)"
        )
        path.unlink()

    def row(place, texts):
        cells = "".join('\t"' + text.replace('"', '""') + '"' for text in texts)
        return f"{place}{cells}\n"

    simple = ["account", "user", "device", "product", "feature", "version", "model", "source"]
    for name in simple:
        enumeration(name, dictionaries[name])
    for name in ["device", "product", "feature", "version", "model", "source"]:
        table(f"{name}s", f"name {name}_t", [(text,) for text in dictionaries[name]])
    enumeration("server", [name for _, name in dictionaries["servers"]])
    enumeration("status", [value for value, _ in dictionaries["statuses"]])
    enumeration("category", [category for _, category in dictionaries["statuses"]])
    table(
        "servers",
        "account account_t, name server_t",
        [(dictionaries["account"][account], name) for account, name in dictionaries["servers"]],
    )
    users = dictionaries["user"]
    table("persons", "name user_t", [(users[user],) for _, user in dictionaries["persons"]])
    table("statuses", "name status_t, category category_t", dictionaries["statuses"])
    attempts = quoted(str(Path(folder, "attempts.csv")))
    execute(
        f"""
        create table kept.attempts as
        select
            second, floor(second / 86400)::integer as day,
            case when persons.name::varchar <> '' then a.person end as affected,
            servers.account, servers.name as server, persons.name as "user",
            devices.name as device, products.name as product, features.name as feature,
            versions.name as version, models.name as model, statuses.name as status, statuses.category,
            sources.name as source, is_final, next_repeat_s, next_grant_s
        from read_csv({attempts}, header = true, columns = {{
            'second': 'uinteger', 'server': 'usmallint', 'person': 'uinteger',
            'device': 'uinteger', 'product': 'uinteger', 'feature': 'uinteger',
            'version': 'uinteger', 'model': 'uinteger', 'status': 'uinteger',
            'source': 'uinteger', 'is_final': 'boolean', 'next_repeat_s': 'uinteger',
            'next_grant_s': 'uinteger'}}) as a
        join servers on servers.id = a.server
        join persons on persons.id = a.person
        join devices on devices.id = a.device
        join products on products.id = a.product
        join features on features.id = a.feature
        join versions on versions.id = a.version
        join models on models.id = a.model
        join statuses on statuses.id = a.status
        join sources on sources.id = a.source
        order by second
        """
    )


def where(question, part):
    """The rows that a part counts."""
    found = conditions(question, COLUMNS, part)
    first, last, until = days(question, part)
    found.append(f"day between {first} and {last}")
    if until is not None:
        found.append(f"second <= {until}")
    if has_text(question, part):
        text = quoted(question["text"])
        searched = [COLUMNS[key] for key in ("user", "device", "feature", "account")]
        found.append(
            "(" + " or ".join(f"contains(lower({name}::varchar), {text})" for name in searched) + ")"
        )
    return " and ".join(found)


def grouped_by(question, part):
    """What a part is grouped by."""
    # Two integers are divided to an integer by two strokes.
    week_of_day = week(question, part, "day").replace("/", "//")
    return [week_of_day if key == "week" else COLUMNS[key] for key in part.keys]


def true_denials(question):
    """The true denials of some rows."""
    return (
        f"count(*) filter (is_final and next_repeat_s > {question['repeat_window_s']} "
        f"and next_grant_s > {question['grant_window_s']})"
    )


def numbers(question, part):
    """What is counted of a part."""
    if counts_attempts_alone(part):
        return "count(*)"
    return f"count(*), {true_denials(question)}, count(distinct affected)"


def one_part(question, part):
    """One part by a query of its own."""
    keys = grouped_by(question, part)
    selected = ", ".join([*keys, numbers(question, part)])
    grouped = f"group by {', '.join(keys)}" if keys else ""
    return [part], f"select {selected} from attempts where {where(question, part)} {grouped}"


def a_query_a_part(question):
    """Each part by a query of its own."""
    return [one_part(question, part) for part in parts(question)]


def two_stages(question):
    """Each part by a query that first groups by key and user: distinct users are then rows."""
    found = []
    for part in parts(question):
        if counts_attempts_alone(part):
            found.append(one_part(question, part))
            continue
        keys = grouped_by(question, part)
        named = "".join(f"{key} as key{place}, " for place, key in enumerate(keys))
        outer = "".join(f"key{place}, " for place in range(len(keys)))
        grouped = f"group by {outer[:-2]}" if keys else ""
        found.append((
            [part],
            f"""select {outer}sum(n)::bigint, sum(t)::bigint, count(user_of_key) from (
                select {named}affected as user_of_key, count(*) as n,
                    {true_denials(question)} as t
                from attempts where {where(question, part)} group by all
            ) {grouped}""",
        ))
    return found


def grouping_sets(question):
    """The parts that count the same rows by one query."""
    by_rows = {}
    for part in parts(question):
        by_rows.setdefault((part.is_before, part.ignored), []).append(part)
    found = []
    for same in by_rows.values():
        if len(same) == 1:
            found.append(one_part(question, same[0]))
            continue
        columns = dict(pair for part in same for pair in zip(part.keys, grouped_by(question, part)))
        named = ", ".join(f"{column} as key_{key}" for key, column in columns.items())
        keys = ", ".join(f"key_{key}" for key in columns)
        sets = ", ".join("(" + ", ".join(f"key_{key}" for key in part.keys) + ")" for part in same)
        # The number of the grouping set says which of the keys are the row's.
        found.append((
            same,
            f"""select grouping({keys}), {keys}, count(*), {true_denials(question)},
                count(distinct affected)
            from (select *, {named} from attempts where {where(question, same[0])})
            group by grouping sets ({sets})""",
        ))
    return found


FORMS = {
    "a query a part": a_query_a_part,
    "two stages a part": two_stages,
    "grouping sets": grouping_sets,
}


def run(connection, asked):
    """Asks, and takes the rows as they come."""
    return [connection.execute(query).fetchall() for _, query in asked]


def counted(asked, results):
    """By part its numbers by keys."""
    found = {}
    for (same, _), rows in zip(asked, results):
        for part in same:
            found[part] = {}
        for row in rows:
            part, key, all_numbers = (
                of_a_set(same, row)
                if len(same) > 1
                else (same[0], row[: len(same[0].keys)], row[len(same[0].keys) :])
            )
            # A sum of nothing is no number.
            found[part][tuple(key)] = tuple(number or 0 for number in all_numbers)
    return found


def of_a_set(same, row):
    """The part of a row of grouping sets: the one of the keys whose bits are not set."""
    columns = list(dict.fromkeys(key for part in same for key in part.keys))
    bits, values = row[0], dict(zip(columns, row[1:]))
    last = len(columns) - 1
    grouped = {key for place, key in enumerate(columns) if not bits >> (last - place) & 1}
    part = next(part for part in same if set(part.keys) == grouped)
    return part, [values[key] for key in part.keys], row[len(columns) + 1 :]


main(sys.argv[1], int(sys.argv[2]))
