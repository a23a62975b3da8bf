"""Asks the two servers for the same numbers:
ask_pages.py TURNAWAY SITE DATASETTE DATABASE FOLDER RUNS DATASETTE_RUNS.

Turnaway serves its page of denials, and Datasette the view `denials` of the same file with
facets on status, account, product and feature. Both are filtered by the source, which is
none of the four, so that both count the same rows; the counts must agree.
"""

import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from questions import median_ms

# How many values a facet names; Datasette's own limit is 100.
FACET_VALUES = 100

# How long Datasette may take for a facet and a query, in milliseconds.
PATIENCE_MS = 900_000

SOURCE = "local"
FACETS = {"code": "Status", "account": "Account", "product": "Product", "feature": "Feature"}


def main(turnaway, site, datasette, database, folder, runs, slow_runs):
    view = f"range=all&source={SOURCE}"
    results = {"version": version(datasette)}
    with served([turnaway, "serve", "--database", database, "--site", site,
                 "--listen", "127.0.0.1:0", "--sign-in-link"]) as get:
        page = f"/denials?{view}"
        data = f"/data/report?route={quote('Denials')}&query={quote(view)}"
        ours = {name: values(get, view, key) for name, key in FACETS.items()}
        get(page)
        results["page_ms"] = median_ms(runs, lambda: get(page))
        results["data_ms"] = median_ms(runs, lambda: get(data))
    facets = "".join(f"&_facet={name}" for name in FACETS)
    rows = f"/{quote(Path(database).stem)}/denials"
    query = f"source={SOURCE}{facets}&_facet_size={FACET_VALUES}"
    serve = [datasette, "serve", database, "--host", "127.0.0.1", "--port", "0",
             "--setting", "max_returned_rows", "1000", "--setting", "suggest_facets", "off"]
    with served(serve) as get:
        start = time.perf_counter()
        answer = get(f"{rows}.json?{query}", may_fail=True)
        results["default_ms"] = (time.perf_counter() - start) * 1000
        results["default"] = by_default(answer)
    patient = ["--setting", "facet_time_limit_ms", str(PATIENCE_MS),
               "--setting", "sql_time_limit_ms", str(PATIENCE_MS)]
    with served(serve + patient) as get:
        theirs = json.loads(get(f"{rows}.json?{query}"))
        results["datasette_ms"] = median_ms(slow_runs, lambda: get(f"{rows}?{query}"))
    compare(ours, theirs["facet_results"])
    print(json.dumps(results))


def version(datasette):
    said = subprocess.run([datasette, "--version"], capture_output=True, text=True, check=True)
    return said.stdout.split()[-1]


def by_default(answer):
    """What Datasette does with its own limits."""
    try:
        answer = json.loads(answer)
    except ValueError:
        return "an error instead of the page"
    if answer.get("error"):
        return f"an error: {answer['error']}"
    found = answer.get("facet_results", {})
    return f"{len(found)} of {len(FACETS)} facets"


def compare(ours, theirs):
    """Ends the program where the two do not count alike."""
    for name, (counts, is_cut) in ours.items():
        found = {result["value"]: result["count"] for result in theirs[name]["results"]}
        if not found:
            sys.exit(f"{name}: Datasette has no values")
        for value, count in found.items():
            # Where both stop at this limit, equal counts may be cut differently.
            if counts.get(value, count if is_cut else None) != count:
                sys.exit(f"{name} {value}: we count {counts.get(value)}, Datasette {count}")


def values(get, view, key):
    """Our attempts of each value that a filter offers, and whether there may be more."""
    choices = json.loads(get(f"/data/values?query={quote(view)}&key={key}"))
    counts = {}
    for value, label, _, (attempts, _, _) in choices:
        # A code can be one of several code spaces: a status is called by its code.
        name = label if key == "Status" else value
        counts[name] = counts.get(name, 0) + attempts
    return counts, len(choices) >= FACET_VALUES


@contextmanager
def served(command):
    """A server on this machine alone, and a function that gets from it; it ends with the block."""
    with tempfile.TemporaryFile("w+") as said:
        server = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        try:
            said_url = urlsplit(url(server, said))
            # One connection, as a browser keeps one.
            connection = http.client.HTTPConnection(said_url.netloc, timeout=PATIENCE_MS / 1000)
            headers = sign_in(connection, said_url.path)

            def get(target, may_fail=False):
                connection.request("GET", target, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200 and not may_fail:
                    raise SystemExit(f"{target} is answered with {answer.status}: {body[:500]}")
                return body

            yield get
            connection.close()
        finally:
            server.terminate()
            server.wait()


def sign_in(connection, path):
    """The headers of who is signed in by a link; none where a server gives no link."""
    if not path.startswith("/first/"):
        return {}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, headers=form)
    answer = connection.getresponse()
    answer.read()
    return {"Cookie": answer.getheader("set-cookie").split(";")[0]}


def url(server, said):
    """The URL that a server says it listens at."""
    while server.poll() is None:
        said.seek(0)
        found = re.search(r"http://127\.0\.0\.1:\d+(/first/\S+)?(?=\s)", said.read())
        if found:
            return found[0]
        time.sleep(0.05)
    said.seek(0)
    raise SystemExit(f"{server.args[0]} ended before it listened:\n{said.read()}")


main(*sys.argv[1:6], int(sys.argv[6]), int(sys.argv[7]))
