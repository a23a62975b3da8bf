"""What schemathesis has to know of the ingest endpoints beside their description."""

import csv
import datetime
import faulthandler
import io
import json
import sys

import schemathesis
from hypothesis import strategies as st

# The longest run, in seconds. One that takes longer ends, and says where it stood.
RUN_S_MAX = 300
faulthandler.dump_traceback_later(RUN_S_MAX, exit=True, file=sys.__stderr__)

# Why a row is rejected that its schema allows: what JSON Schema cannot say. Whatever else a
# schema allows has to be taken.
BEYOND_A_SCHEMA = (
    # The key decides which account, server and source.
    ": omit it, or use a key for that ",
    # A denial needs more than a grant.
    "a denial needs ",
    "has no status: `status` needs a `code` or a `description`",
    # To a schema 7.0 is a whole number; as a code or an id it is not written as one.
    "` must be text",
)

# Bodies of any text: whether one is a log is seen by its lines alone.
LOGS = ("text/plain", "application/octet-stream")

TIMES = st.datetimes(datetime.datetime(1970, 1, 2), datetime.datetime(2106, 2, 6)).map(
    lambda time: time.isoformat(timespec="milliseconds") + "Z"
)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
LOG_LINES = st.sampled_from(
    [
        "TIMESTAMP 8/29/2025",
        '14:05:00 (gridlm) DENIED: "mesh_core" nadia@ws-004  (No such feature exists. (-5,346))',
        '14:09:00 (gridlm) OUT: "mesh_core" nadia@ws-004  ',
        '14:09:00 (gridlm) DENIED: "mesh_core" nadia@',
        'DENY mesher 5.0 nadia ws-004 "FDF37C" 1 -22 1 485c 09/04 00:00',
        "08/29/2025 14:05 (gridlm) OUT: mesh_core v1.0 by nadia@ws-004",
        '{"time":"2025-08-29T14:05:00Z","outcome":"granted","feature":"mesh_core"}',
    ]
)


@st.composite
def events_csv(draw):
    """A CSV of events whose every row is good."""
    names = ["time", "outcome", "feature", "user", "device", "code_space", "description", "id"]
    names = draw(st.permutations(names))
    text = io.StringIO()
    rows = csv.DictWriter(text, names, delimiter=draw(st.sampled_from(",;\t")))
    rows.writeheader()
    for _ in range(draw(st.integers(1, 5))):
        rows.writerow(
            {
                "time": draw(TIMES),
                "outcome": draw(st.sampled_from(["denied", "granted", "returned"])),
                "feature": "f" + draw(st.text("abc,;\"' é", max_size=10)),
                "user": draw(st.text("abc,;\"' é", max_size=10)),
                "device": "",
                "code_space": "flexnet-publisher",
                "description": "refused",
                "id": draw(st.text("0123456789", max_size=5)),
            }
        )
    return text.getvalue()


schemathesis.openapi.format("date-time", TIMES)
schemathesis.openapi.format("time-zone", st.sampled_from(["UTC", "Europe/Berlin", "America/Lima"]))
schemathesis.openapi.format("events-csv", events_csv())
schemathesis.openapi.format("log", st.lists(LOG_LINES | NAMES, max_size=6).map("\n".join))


@schemathesis.serializer("application/x-ndjson")
def lines_of_json(ctx, value):
    """An array is a line an item; what is none is a line of its own."""
    if isinstance(value, bytes):
        return value
    items = value if isinstance(value, list) else [value]
    return "".join(json.dumps(item) + "\n" for item in items).encode()


def reasons(answer):
    """Why rows were rejected, where an answer says it."""
    return [row["reason"] for row in (answer.get("result") or answer).get("rejected", [])]


@schemathesis.check
def what_a_schema_allows_is_taken(ctx, response, case):
    """Every row of a body that is as described, but for what JSON Schema cannot say."""
    if not case.meta or case.meta.generation.mode.is_negative or response.status_code not in (200, 422):
        return
    answer = response.json()
    if case.media_type in LOGS:
        return
    unexplained = [
        reason for reason in reasons(answer) if not any(part in reason for part in BEYOND_A_SCHEMA)
    ]
    assert not unexplained, unexplained
    assert response.status_code == 200 or reasons(answer), answer


@schemathesis.check
def what_no_schema_allows_is_rejected(ctx, response, case):
    """A body that is not as described is refused, or names the rows that are not taken."""
    if not case.meta or not case.meta.generation.mode.is_negative or response.status_code != 200:
        return
    if case.media_type in LOGS:
        return
    if lacks_features_alone(case):
        return
    assert reasons(response.json()), response.json()


def lacks_features_alone(case):
    """Whether a body is as described but for features that lines of logs do not name.

    Such a line needs none, which JSON Schema cannot say: a line says that it is one with a
    `line_identity`. Whatever else is wrong with such a body is checked as of any other.
    """
    named = with_features(case.body)
    described = case.operation.get_body_for_media_type(case.media_type)
    return named != case.body and described is not None and described.is_valid(named)


def with_features(body):
    """The same body, where each line of a log names a feature."""
    if isinstance(body, list):
        return [with_features(event) for event in body]
    if not isinstance(body, dict) or not body.get("line_identity"):
        return body
    feature = body.get("feature", "")
    names_none = feature is None or isinstance(feature, str) and not feature.strip()
    return {**body, "feature": "mesh_core"} if names_none else body
