"""Makes database.sql: what Turnaway stored of the logs at commit 11f4e6d.

Usage: python3 make.py PROGRAM, where PROGRAM is `turnaway` built at that commit. Only that
program can make this database, so that there is nothing to make again while the logs stay.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
LOGS = os.path.join(HERE, "logs")

# What the logs do not say of their dates.
DATES = {"slog-dates": "2025-01-06", "rlm-debug": "2024-12-31"}

IMPORTED = [
    "datestamp", "dsls-tracing", "equal-lines", "flexnet-debug", "joined-logs", "replayed-checkouts",
    "request-denied", "rlm-debug", "rlm-report", "slog-dates", "trailing-blanks-a", "two-blanks",
    "wrapped-reason",
]
PUSHED = ["equal-lines.log", "joined-logs.log", "trailing-blanks-a.log", "events.ndjson"]
FORWARDED = ["equal-lines", "joined-logs", "replayed-checkouts", "trailing-blanks-a", "wrapped-reason"]


def main(program):
    program = os.path.abspath(program)
    with tempfile.TemporaryDirectory() as folder:
        for name in os.listdir(LOGS):
            shutil.copy(os.path.join(LOGS, name), folder)
        os.makedirs(os.path.join(folder, "site/pkg/abc"))
        open(os.path.join(folder, "site/pkg/abc/turnaway_bg.wasm"), "w").close()

        def run(*arguments):
            made = subprocess.run(
                [program, *arguments], cwd=folder, check=True, capture_output=True, text=True
            )
            return made.stdout.strip()

        for name in IMPORTED:
            date = ["--date", DATES[name]] if name in DATES else []
            run("import", "--account", f"imported {name}", *date, f"{name}.log")
        keys = {}
        for account in [f"pushed {name.split('.')[0]}" for name in PUSHED] + [
            f"forwarded {name}" for name in FORWARDED
        ]:
            keys[account] = run("key", "add", "--account", account, account)
        serve = subprocess.Popen(
            [program, "serve", "--site", "site", "--listen", "127.0.0.1:0"],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        origin = re.match(r"sign-in: (http://[^/]*)", serve.stdout.readline()).group(1)
        for file in PUSHED:
            path = "events" if file.endswith("json") else "logs"
            kind = "application/x-ndjson" if file.endswith("json") else "text/plain"
            with open(os.path.join(folder, file), "rb") as content:
                request = urllib.request.Request(
                    f"{origin}/api/v1/{path}",
                    data=content.read(),
                    headers={
                        "authorization": f"Bearer {keys['pushed ' + file.split('.')[0]]}",
                        "content-type": kind,
                    },
                )
            print(file, json.load(urllib.request.urlopen(request))["accepted"])
        for name in FORWARDED:
            config = os.path.join(folder, f"{name}.toml")
            with open(config, "w") as settings:
                settings.write(
                    "usageService.sync.enabled = true\n"
                    f"usageService.sync.url = \"{origin}/usage/api/1.0/sync\"\n"
                    "licensing.trackDeniedRequests = true\n"
                    f"key = \"{keys['forwarded ' + name]}\"\n"
                )
            print(name, run("forward", "--config", f"{name}.toml", "--once", f"{name}.log"))
        serve.terminate()
        serve.wait()
        dump(os.path.join(folder, "turnaway.db"), os.path.join(HERE, "database.sql"))


def dump(database, path):
    connection = sqlite3.connect(database)
    with open(path, "w") as out:
        # What a dump leaves out.
        for pragma in ["application_id", "user_version"]:
            (value,) = connection.execute(f"pragma {pragma}").fetchone()
            out.write(f"PRAGMA {pragma} = {value};\n")
        for line in connection.iterdump():
            out.write(line + "\n")


main(*sys.argv[1:])
