"""Brings what JMH has measured into the form of all benches; started by benchmarks/pieces."""

import json
import re
import sys

from lib import report

ALLOCATED = "gc.alloc.rate.norm"


def figures(results):
    found = {}
    for result in results:
        words = result["benchmark"].split(".")[-2:] + list(result.get("params", {}).values())
        name = "_".join(re.sub(r"(?<=[a-z])(?=[A-Z0-9])", "_", word).lower() for word in words)
        found[f"{name}_us"] = round(result["primaryMetric"]["score"], 3)
        allocated = next((metric["score"] for key, metric in result["secondaryMetrics"].items() if key.endswith(ALLOCATED)), None)
        if allocated is not None:
            found[f"{name}_allocated_bytes"] = round(allocated)
    return found


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        found = figures(json.load(file))
    print("\n" + report.table(found) + "\n")
    print("written to", report.write("pieces", found))


if __name__ == "__main__":
    main()
