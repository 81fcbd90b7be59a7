"""Steady load for long: what grows that should not."""

import statistics
import time

from lib.process import Process
from lib.rounds import CLOSED, Rounds

SAMPLE_S = 15


class Soak:
    """One server at a time, each for the whole time. Compares the second quarter of it with the last."""

    def __init__(self, bench):
        self.bench, self.given, self.comparison = bench, bench.arguments, bench.comparison

    def run(self, servers):
        for server in servers:
            self.bench.say(f"{self.given.soak_s} s of {self.given.soak_rate:.0f} requests per second on {server.name}")
            samples = self.soak(server)
            for name in samples[0]:
                quarter = len(samples) // 4
                early = statistics.median(sample[name] for sample in samples[quarter:2 * quarter])
                late = statistics.median(sample[name] for sample in samples[-quarter:])
                self.comparison.note(server.name, f"soak_early_{name}", early)
                self.comparison.note(server.name, f"soak_late_{name}", late)

    def soak(self, server):
        rounds = Rounds(self.bench)
        words = {**CLOSED["h1"], "kind": "open", "rate": self.given.soak_rate, "seconds": self.given.soak_s}
        self.bench.generator.send(port=server.port, servers=",".join(map(str, server.pids())), **words)
        samples, until = [], time.monotonic() + self.given.soak_s
        pause = min(SAMPLE_S, self.given.soak_s / 16)
        while time.monotonic() < until:
            time.sleep(pause)
            samples.append(self.sample(server))
        result = rounds.answered(server.name, server)
        self.comparison.note(server.name, "soak_requests_count", result["answered"])
        self.comparison.note(server.name, "soak_cpu_per_request_us", result["server_cpu_us"] / result["answered"])
        for quantile in ("p50", "p99", "p999"):
            self.comparison.note(server.name, f"soak_latency_{quantile}_us", result[f"latency_{quantile}_us"])
        return samples

    @staticmethod
    def sample(server):
        found = {"rss_mib": server.rss_mib(), "open_files_count": Process(server.process.pid).open_files()}
        if (old := server.tenured_mib()) is not None:
            found["tenured_mib"] = old
        return found
