"""The measurements of one round, for each server in turn."""

import threading
import time

LANES = 64
STREAMS = 200
IDLE = 1000
IDLE_S = 5
SHARE_OF_MAXIMUM = 0.6
PACE = 10_000
LOOKS_PER_S = 4
CLOSED = {
    "h1": {"kind": "closed", "connections": LANES},
    "h1-64k": {"kind": "closed", "connections": LANES, "answer": "large"},
    "h2": {"kind": "closed", "protocol": "h2", "connections": 4, "streams": LANES // 4},
    "h2-64k": {"kind": "closed", "protocol": "h2", "connections": 4, "streams": LANES // 4, "answer": "large"},
    "handshake": {"kind": "handshake", "connections": 16},
}
PHASES = ["start", *CLOSED, "paced", "latency", "streams", "idle"]


class Rounds:

    def __init__(self, bench):
        self.bench, self.given = bench, bench.arguments
        self.comparison = bench.comparison

    def run(self, servers):
        phases = [phase for phase in PHASES if phase in self.given.phases and phase != "start"]
        for i in range(self.given.repeat):
            for phase in phases:
                self.bench.say(f"round {i + 1} of {self.given.repeat}: {phase}")
                for server in servers:
                    getattr(self, "measure_" + ("closed" if phase in CLOSED else phase))(server, phase)

    def load(self, server, phase, seconds):
        """Puts load on a server; returns the result."""
        return self.ask(server, **CLOSED[phase], seconds=seconds, warm=0.5)

    def ask(self, server, **words):
        """One measurement of a server; raises SystemExit if one request fails."""
        self.bench.generator.send(port=server.port, servers=",".join(map(str, server.pids())), **words)
        return self.answered(server.name, server)

    def direct(self, **words):
        """The same without any server before the model."""
        self.bench.generator.send(port=self.bench.generator.model_port, tls="none", **words)
        return self.answered("the model itself")

    def answered(self, name, server=None):
        result = self.bench.generator.result()
        if "error" in result:
            raise SystemExit(f"bench: {name}: {result['error']}{server.said() if server else ''}")
        if result["failed"] or not result["answered"]:
            raise SystemExit(f"bench: {name}: {result['failed']} of {result['sent']} requests failed, the first because "
                             f"{result['first_failure'] or 'it did not answer in time'}\n{server.said() if server else ''}")
        if server:
            server.requests += result["sent"]
        return result

    def measure_closed(self, server, phase):
        mark = server.allocated()
        result = self.load(server, phase, self.given.duration_s)
        cpu_us, answered = result["server_cpu_us"], result["answered"]
        if phase == "handshake":
            self.comparison.note(server.name, "handshake_cpu_per_connection_us", cpu_us / answered)
            self.comparison.note(server.name, "handshakes_per_cpu_s", answered * 1e6 / cpu_us)
            return
        self.comparison.note(server.name, f"{phase}_cpu_per_request_us", cpu_us / answered)
        self.comparison.note(server.name, f"{phase}_requests_per_s", answered / result["seconds"])
        self.comparison.note(server.name, f"{phase}_core_used_ratio", cpu_us / 1e6 / result["seconds"])
        if bytes_ := server.allocated_since(mark):
            self.comparison.note(server.name, f"{phase}_allocated_per_request_bytes", bytes_ / result["sent"])

    def measure_paced(self, server, phase):
        self.open(server, phase, PACE)

    def measure_latency(self, server, phase):
        maximum = self.comparison.median(server.name, "h1_requests_per_s")
        if maximum is None:
            self.measure_closed(server, "h1")
            maximum = self.comparison.median(server.name, "h1_requests_per_s")
        self.comparison.note(server.name, "latency_rate_per_s", SHARE_OF_MAXIMUM * maximum)
        self.open(server, phase, SHARE_OF_MAXIMUM * maximum)

    def open(self, server, phase, rate):
        words = {**CLOSED["h1"], "kind": "open", "rate": rate, "seconds": self.given.duration_s}
        direct, result = self.direct(**words), self.ask(server, **words)
        self.comparison.note(server.name, f"{phase}_cpu_per_request_us", result["server_cpu_us"] / result["answered"])
        for quantile in ("p50", "p99"):
            own, base = result[f"latency_{quantile}_us"], direct[f"latency_{quantile}_us"]
            self.comparison.note(server.name, f"{phase}_{quantile}_us", own)
            self.comparison.note(server.name, f"{phase}_added_{quantile}_us", own - base)

    def measure_streams(self, server, phase):
        words = {"kind": "closed", "answer": "events", "connections": STREAMS, "seconds": max(8, self.given.duration_s)}
        direct = self.direct(**words)
        with _Peak(server) as peak:
            result = self.ask(server, **words)
        self.comparison.note(server.name, "streams_cpu_per_event_us", result["server_cpu_us"] / result["event_delay_count"])
        for quantile in ("p50", "p99"):
            own, base = result[f"event_delay_{quantile}_us"], direct[f"event_delay_{quantile}_us"]
            self.comparison.note(server.name, f"streams_added_delay_{quantile}_us", own - base)
        self.comparison.note(server.name, "streams_rss_mib", peak.rss_mib)

    def measure_idle(self, server, phase):
        words = {"kind": "idle", "connections": IDLE, "warm": 0, "seconds": IDLE_S, "servers": ",".join(map(str, server.pids()))}
        self.bench.generator.send(port=server.port, **words)
        time.sleep(IDLE_S - 0.5)
        self.comparison.note(server.name, "idle_rss_mib", server.rss_mib())
        self.comparison.note(server.name, "idle_pss_mib", server.pss_mib())
        self.answered(server.name, server)


class _Peak:
    """The most that a server has resident while it is watched."""

    def __init__(self, server):
        self._server, self._ended = server, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.rss_mib = 0

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()

    def _watch(self):
        while not self._ended.wait(1 / LOOKS_PER_S):
            self.rss_mib = max(self.rss_mib, self._server.rss_mib())
