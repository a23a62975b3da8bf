"""Asks SQLite the questions: ask_sqlite.py DATABASE FOLDER RUNS, 0 for the first alone.

It is the SQL that a person would write against the rows of the database: a query a part,
grouped by id and named afterwards. The gaps that make a true denial are not in the file, so
only attempts are counted.
"""

import json
import sqlite3
import sys
from pathlib import Path

from questions import (
    answer,
    conditions,
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
    "status": "statuses.space || ':' || statuses.code",
    "category": "categories.name",
    "account": "accounts.name",
    "product": "products.name",
    "feature": "features.name",
    "user": "license_users.name",
    "device": "devices.name",
    "server": "servers.name",
    "source": "sources.name",
    "version": "versions.name",
    "model": "models.name",
}

# What a key is grouped by, where that is not its column.
GROUPED_BY = {
    "status": "events.status_id",
    "category": "status_categories.category_id",
    "account": "servers.account_id",
    "product": "events.product_id",
    "feature": "events.feature_id",
    "source": "events.source_id",
    "version": "events.version_id",
    "model": "events.model_id",
}

JOINS = {
    "statuses": "join statuses on statuses.id = events.status_id",
    "categories": "join status_categories on status_categories.status_id = events.status_id "
    "join categories on categories.id = status_categories.category_id",
    "servers": "join servers on servers.id = events.server_id",
    "accounts": "join accounts on accounts.id = servers.account_id",
    "products": "join products on products.id = events.product_id",
    "features": "join features on features.id = events.feature_id",
    "license_users": "join license_users on license_users.id = events.user_id",
    "devices": "join devices on devices.id = events.device_id",
    "sources": "join sources on sources.id = events.source_id",
    "versions": "join versions on versions.id = events.version_id",
    "models": "join models on models.id = events.model_id",
}


def main(database, folder, runs):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.execute("pragma cache_size = -1000000")
    connection.execute("pragma mmap_size = 8000000000")
    connection.execute("pragma temp_store = memory")
    name_categories(connection, folder)
    results = []
    for place, question in enumerate(load(folder)):
        counted = {}
        ms = median_ms(1, lambda: counted.update(run(connection, question)))
        write_answer(Path(folder, "sqlite", f"{place}-attempts.tsv"), answer(question, counted))
        # Where an answer takes minutes, the first one has to do.
        if runs > 0:
            ms = median_ms(runs, lambda: run(connection, question))
        results.append({"name": question["name"], "attempts_ms": ms})
    print(json.dumps({"version": sqlite3.sqlite_version, "questions": results}))


def name_categories(connection, folder):
    """The catalogue is not in the file: a table of one's own says which status is what."""
    statuses = json.loads(Path(folder, "words.json").read_text())["statuses"]
    names = sorted({category for _, category in statuses})
    connection.execute("create temp table categories (id integer primary key, name text)")
    connection.executemany("insert into categories values (?, ?)", list(enumerate(names)))
    connection.execute(
        "create temp table status_categories (status_id integer primary key, category_id integer)"
    )
    by_value = {value: names.index(category) for value, category in statuses}
    ids = connection.execute(f"select id, {COLUMNS['status']} from statuses").fetchall()
    known = [(id, by_value[value]) for id, value in ids if value in by_value]
    connection.executemany("insert into status_categories values (?, ?)", known)


def run(connection, question):
    """By part its attempts by keys."""
    found = {}
    for part in parts(question):
        width = len(part.keys)
        rows = connection.execute(query(question, part)).fetchall()
        found[part] = {row[:width]: row[width:] for row in rows}
    return found


def query(question, part):
    """The query of a part."""
    found = conditions(question, COLUMNS, part)
    first, last, until = days(question, part)
    found.append(f"at between {first * 86400} and {until or last * 86400 + 86399}")
    found.append("outcome_id = 0")
    if has_text(question, part):
        found.append("(" + " or ".join(text_conditions(question["text"])) + ")")
    columns = COLUMNS | {"week": week(question, part, "at / 86400")}
    labels = [columns[key] for key in part.keys]
    keys = [GROUPED_BY.get(key, columns[key]) for key in part.keys]
    condition = " and ".join(found)
    used = " ".join([condition, *keys, *labels])
    joins = " ".join(join for table, join in JOINS.items() if needs(used, table))
    grouped = f"group by {', '.join(keys)}" if keys else ""
    selected = ", ".join([*labels, "count(*)"])
    return f"select {selected} from events {joins} where {condition} {grouped}"


def needs(used, table):
    """Whether a query names a table, or one that is joined through it."""
    through = {"servers": "accounts."}.get(table)
    return f"{table}." in used or (through is not None and through in used)


def text_conditions(text):
    """A text is looked for in four names, whatever the case."""
    for key in ("user", "device", "feature", "account"):
        yield f"instr(lower({COLUMNS[key]}), {quoted(text)})"


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
