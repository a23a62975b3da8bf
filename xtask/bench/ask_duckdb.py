"""Asks DuckDB the questions: ask_duckdb.py FOLDER RUNS.

DuckDB gets the attempts in memory, in time order, with what the engine has too: names as
enumerations, days, users and the gaps to the next repeat and grant as numbers. It is
asked in every form below, and the fastest counts.
"""

import json
import sys
from pathlib import Path

import duckdb

from questions import LISTS, conditions, groups, load, median_ms, quoted, write_answer

# Columns by the key of a filter.
COLUMNS = {
    "status": "status",
    "category": "category",
    "account": "account",
    "product": "product",
    "feature": "feature",
    "user": '"user"',
    "device": "device",
    "server": "server_name",
    "source": "source",
    "model": "model",
}

# What each list is grouped by, and the texts of its keys.
GROUPED_BY = {name: COLUMNS.get(name, name) for name in LISTS if name != "totals"} | {
    "user": "person",
    "server": "server",
}

# The key of the totals.
EMPTY = "''"


def main(folder, runs):
    connection = duckdb.connect()
    connection.execute("set memory_limit = '75%'")
    words = json.loads(Path(folder, "words.json").read_text())
    fill(connection, folder, words)
    labels = {
        "user": [f"{words['account'][a]} / {words['user'][u]}" for a, u in words["persons"]],
        "server": [f"{words['account'][a]} / {name}" for a, name in words["servers"]],
    }
    results = []
    for place, question in enumerate(load(folder)):
        result = {"name": question["name"]}
        for measured, forms in FORMS.items():
            fastest = None
            for form, queries in forms.items():
                asked = queries(question)
                answer = Path(folder, "duckdb", f"{place}-{measured}.tsv")
                write_answer(answer, rows(connection, asked, labels))
                ms = median_ms(runs, lambda: run(connection, asked))
                if fastest is None or ms < fastest:
                    fastest = ms
                    result[f"{measured}_form"] = form
            result[f"{measured}_ms"] = fastest
        results.append(result)
    threads = connection.execute("select current_setting('threads')").fetchone()[0]
    print(json.dumps({"version": duckdb.__version__, "threads": threads, "questions": results}))


def fill(connection, folder, words):
    """Makes the table `attempts`, or takes the one of the last time, in memory."""
    file = Path(folder, "attempts.duckdb")
    if not file.exists():
        begun = file.with_suffix(".begun")
        begun.unlink(missing_ok=True)
        connection.execute(f"attach {quoted(str(begun))} as kept")
        make(connection, folder, words)
        connection.execute("detach kept")
        begun.rename(file)
    connection.execute(f"attach {quoted(str(file))} as kept (read_only)")
    connection.execute("create table attempts as select * from kept.attempts")
    connection.execute("detach kept")


def make(connection, folder, words):
    """Makes the table in the attached file, with the names in place of their ids."""
    execute = connection.execute

    def enumeration(name, texts):
        distinct = ", ".join(quoted(text) for text in dict.fromkeys(texts))
        execute(f"create type {name}_t as enum ({distinct})")

    def table(name, columns, rows):
        execute(f"create temp table {name} (id uinteger, {columns})")
        path = Path(folder, "words.csv")
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

    simple = ["account", "user", "device", "product", "feature", "model", "source"]
    for name in simple:
        enumeration(name, words[name])
    for name in ["device", "product", "feature", "model", "source"]:
        table(f"{name}s", f"name {name}_t", [(text,) for text in words[name]])
    enumeration("server", [name for _, name in words["servers"]])
    enumeration("status", [value for value, _ in words["statuses"]])
    enumeration("category", [category for _, category in words["statuses"]])
    table(
        "servers",
        "account account_t, name server_t",
        [(words["account"][account], name) for account, name in words["servers"]],
    )
    table("persons", "name user_t", [(words["user"][user],) for _, user in words["persons"]])
    table("statuses", "name status_t, category category_t", words["statuses"])
    attempts = quoted(str(Path(folder, "attempts.csv")))
    execute(
        f"""
        create table kept.attempts as
        select
            floor(second / 86400)::integer as day, a.server, a.person,
            case when persons.name::varchar <> '' then a.person end as affected,
            servers.account, servers.name as server_name, persons.name as "user",
            devices.name as device, products.name as product, features.name as feature,
            models.name as model, statuses.name as status, statuses.category,
            sources.name as source, is_final, next_repeat_s, next_grant_s
        from read_csv({attempts}, header = true, columns = {{
            'second': 'uinteger', 'server': 'usmallint', 'person': 'uinteger',
            'device': 'uinteger', 'product': 'uinteger', 'feature': 'uinteger',
            'model': 'uinteger', 'status': 'uinteger', 'source': 'uinteger',
            'is_final': 'boolean', 'next_repeat_s': 'uinteger',
            'next_grant_s': 'uinteger'}}) as a
        join servers on servers.id = a.server
        join persons on persons.id = a.person
        join devices on devices.id = a.device
        join products on products.id = a.product
        join features on features.id = a.feature
        join models on models.id = a.model
        join statuses on statuses.id = a.status
        join sources on sources.id = a.source
        order by second
        """
    )


def where(question, leave_out):
    """The rows that a list counts."""
    found = conditions(question, COLUMNS, leave_out)
    first, last = question["days"]
    found.append(f"day between {first} and {last}")
    if question["text"]:
        text = quoted(question["text"])
        searched = [COLUMNS[key] for key in ("user", "device", "feature", "account")]
        found.append(
            "(" + " or ".join(f"contains(lower({name}::varchar), {text})" for name in searched) + ")"
        )
    return " and ".join(found)


def true_denial(question):
    """What makes an attempt a true denial."""
    return (
        f"is_final and next_repeat_s > {question['repeat_window_s']} "
        f"and next_grant_s > {question['grant_window_s']}"
    )


def a_query_a_list(numbers):
    """Each list by a query of its own."""

    def queries(question):
        for name, own in LISTS.items():
            yield one_list(name, where(question, own), numbers(question))

    return lambda question: list(queries(question))


def one_list(name, rows_counted, numbers):
    """One list by a query of its own."""
    key = GROUPED_BY.get(name)
    grouped = f"group by {key}" if key else ""
    selected = f"{key or EMPTY} as key, {numbers}"
    return [name], f"select {selected} from attempts where {rows_counted} {grouped}"


def two_stages(question):
    """Each list by a query that first groups by key and user: distinct users are then rows."""
    found = []
    for name, own in LISTS.items():
        key = GROUPED_BY.get(name, EMPTY)
        found.append((
            [name],
            f"""select key, sum(n)::bigint, sum(t)::bigint, count(distinct_one) from (
                select {key} as key, affected as distinct_one, count(*) as n,
                    count(*) filter ({true_denial(question)}) as t
                from attempts where {where(question, own)} group by 1, 2
            ) group by key {"" if name in GROUPED_BY else "having count(*) > 0"}""",
        ))
    return found


def grouping_sets(numbers):
    """The lists that count the same rows by one query."""

    def queries(question):
        for ignored, names in groups(question).items():
            if len(names) == 1:
                yield one_list(names[0], where(question, ignored), numbers(question))
                continue
            keys = [GROUPED_BY[name] for name in names if name != "totals"]
            listed = ", ".join(keys)
            sets = ", ".join(f"({key})" for key in keys)
            sets += ", ()" if "totals" in names else ""
            # The number of the grouping set says which of the keys is the row's.
            yield (
                names,
                f"select grouping({listed}), {listed}, {numbers(question)} from attempts "
                f"where {where(question, ignored)} group by grouping sets ({sets})",
            )

    return lambda question: list(queries(question))


def attempts(_question):
    return "count(*)"


def all_three(question):
    return f"count(*), count(*) filter ({true_denial(question)}), count(distinct affected)"


FORMS = {
    "attempts": {
        "a query a list": a_query_a_list(attempts),
        "grouping sets": grouping_sets(attempts),
    },
    "all": {
        "a query a list": a_query_a_list(all_three),
        "two stages a list": two_stages,
        "grouping sets": grouping_sets(all_three),
    },
}


def run(connection, asked):
    """Asks, and takes the rows as they come."""
    return [connection.execute(query).fetchall() for _, query in asked]


def rows(connection, asked, labels):
    """The answer as `(list, key, numbers...)`."""
    for (names, _), result in zip(asked, run(connection, asked)):
        keyed = [name for name in names if name != "totals"]
        for row in result:
            if len(names) == 1:
                name, key, numbers = names[0], row[0], row[1:]
            else:
                name, key, numbers = one_of(keyed, row)
            if numbers[0] == 0:
                continue
            yield (name, labels[name][key] if name in labels else key, *numbers)


def one_of(names, row):
    """The list of a row of grouping sets: the key whose bit is not set."""
    bits, keys, numbers = row[0], row[1 : len(names) + 1], row[len(names) + 1 :]
    for place, name in enumerate(names):
        if not bits >> (len(names) - 1 - place) & 1:
            return name, keys[place], numbers
    return "totals", "", numbers


main(sys.argv[1], int(sys.argv[2]))
