"""Figures and what becomes of them. Names carry their units."""

import json
import math
import os
import pathlib
import platform
import re
import subprocess
import time

FOLDER = pathlib.Path(__file__).resolve().parents[1]


def quantile(values, q):
    """The smallest value that q of all values do not exceed (nearest rank: no value is invented)."""
    return sorted(values)[max(0, math.ceil(q * len(values)) - 1)]


def spread(name, values, unit, digits):
    return {f"{name}_{label}_{unit}": round(quantile(values, q), digits)
            for label, q in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))}


def machine():
    model = ""
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        if found := re.search(r"model name\s*: (.*)", info.read()):
            model = found[1]
    with open("/proc/meminfo", encoding="utf-8") as info:
        memory = int(re.search(r"MemTotal:\s+(\d+)", info.read())[1]) / 1024 / 1024
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Linux {platform.release()}"


def commit():
    def git(*arguments):
        return subprocess.run(["git", "-C", FOLDER, *arguments], capture_output=True, text=True).stdout.strip()
    # Other records are not what was measured.
    changed = " with uncommitted changes" if git("status", "--porcelain", ":/", ":(exclude)results") else ""
    return (git("rev-parse", "--short", "HEAD") or "unknown") + changed


# When the run began; a checkout may change before it ends.
COMMIT = commit()


def table(figures):
    width = max(map(len, figures))
    return "\n".join(f"{name:<{width}}  {value:>12}" for name, value in figures.items())


def write(bench, figures):
    out = FOLDER / "out"
    out.mkdir(exist_ok=True)
    (out / f"{bench}.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return f"benchmarks/out/{bench}.json"


def record(bench, figures, facts, notes, rows=None):
    """Keeps a run for later comparison: figures as JSON, and with machine and commit for readers, who get other rows if there are."""
    name = f"{time.strftime('%Y-%m-%d')}-{bench}"
    results = FOLDER / "results"
    results.mkdir(exist_ok=True)
    (results / f"{name}.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    lines = [f"# {bench}, {time.strftime('%Y-%m-%d')}", ""]
    lines += [f"- {label}: {text}" for label, text in {"machine": machine(), "commit": COMMIT, **facts}.items()]
    one_a_row = ["| figure | value |", "|---|---:|", *(f"| {figure} | {value} |" for figure, value in figures.items())]
    lines += ["", *(rows or one_a_row)]
    lines += ["", *notes, ""]
    (results / f"{name}.md").write_text("\n".join(lines), encoding="utf-8")
    return f"benchmarks/results/{name}.md"
