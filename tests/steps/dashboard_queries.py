#!/usr/bin/env python3
# Apsis: Rocket Pool rewards indexer and oracle node.
# SPDX-License-Identifier: Apache-2.0
"""Prints what a Grafana dashboard asks for, so that tests can ask the real schema and programs.

Usage: dashboard_queries.py sql FILE...      one SQL statement a line, macros and variables filled in
       dashboard_queries.py metrics FILE...  one metric name a line; also reads Prometheus rules
"""

import json
import re
import sys

LONG_AGO_TO_LATER = r"\1 BETWEEN '2000-01-01'::timestamptz AND '2200-01-01'::timestamptz"


def sql_of(path):
    with open(path, encoding="utf-8") as file:
        dashboard = json.load(file)
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):  # a row has none
            if "rawSql" in target:
                yield target["rawSql"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]


def fill(sql):
    """Statement without macros and variables; anything left over is a mistake of the dashboard."""
    sql = re.sub(r"\$__timeFilter\((\w+)\)", LONG_AGO_TO_LATER, sql)
    sql = sql.replace("$validator", "0")
    if "$" in sql:
        sys.exit(f"a macro or variable is not known: {sql}")
    return " ".join(sql.split())


def main():
    what, paths = sys.argv[1], sys.argv[2:]
    for path in paths:
        if what == "sql":
            for sql in sql_of(path):
                print(fill(sql))
        else:
            with open(path, encoding="utf-8") as file:
                names = set(re.findall(r"\bapsis_[a-z_]+[a-z]\b", file.read()))
            for name in sorted(names):
                print(name)


if __name__ == "__main__":
    main()
