"""What the operator does and uses, seen from outside: audit log, /proc, metrics."""

import collections
import json
import os
import re
import urllib.request

from lib.process import Process

# How the operator's client calls itself. Nobody else here uses that library.
AGENT = b"fabric8-kubernetes-client/"
WRITES = {"create", "update", "patch", "delete", "deletecollection"}
READS = {"get", "list"}
METRICS = "http://127.0.0.1:9000/q/metrics"


class Requests:
    """The operator's requests in a stretch of the API server's audit log."""

    def __init__(self, log):
        self._log = log
        self._from = os.path.getsize(log)

    def so_far(self):
        """Counts as (verb, resource) since this object was made, leases left out."""
        counts = collections.Counter()
        with open(self._log, "rb") as lines:
            lines.seek(self._from)
            for line in lines:
                if AGENT not in line or not line.endswith(b"\n"):
                    continue
                entry = json.loads(line)
                reference = entry.get("objectRef", {})
                resource = "/".join(filter(None, [reference.get("resource", "-"), reference.get("subresource")]))
                if entry["stage"] == "ResponseComplete" and resource != "leases":
                    counts[entry["verb"], resource] += 1
        return counts


def total(counts, verbs, without=(), only=None):
    return sum(count for (verb, resource), count in counts.items()
               if verb in verbs and resource not in without and (only is None or resource == only))


class MemoryLimit:
    """The control group of the operator, where it has one; version 1 or 2."""

    def __init__(self, folder):
        self._folder = folder

    def limit_mib(self):
        for name in ("memory.max", "memory.limit_in_bytes"):
            if os.path.exists(f"{self._folder}/{name}"):
                with open(f"{self._folder}/{name}", encoding="utf-8") as limit:
                    return int(limit.read()) / 1024 / 1024
        raise SystemExit(f"bench: {self._folder} limits no memory")

    def kills(self):
        """How often the kernel ended a process in it for want of memory."""
        for name in ("memory.events", "memory.oom_control"):
            if os.path.exists(f"{self._folder}/{name}"):
                with open(f"{self._folder}/{name}", encoding="utf-8") as events:
                    return int(re.search(r"^oom_kill (\d+)", events.read(), re.MULTILINE)[1])
        raise SystemExit(f"bench: {self._folder} does not count what the kernel ended")


class OperatorProcess(Process):
    """The running operator."""

    def heap_mib(self):
        """Used, as the machine tells it: with what the next collection would free."""
        with urllib.request.urlopen(METRICS, timeout=10) as answer:
            text = answer.read().decode()
        used = re.findall(r'^jvm_memory_used_bytes\{[^}]*area="heap"[^}]*\}\s+(\S+)', text, re.MULTILINE)
        return sum(map(float, used)) / 1024 / 1024
