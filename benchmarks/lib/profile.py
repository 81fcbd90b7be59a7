"""Where a request's processor time goes: samples of `perf` while a server is busy, by the stage of the request they fell into."""

import collections
import os
import re
import shutil
import subprocess

from lib.rounds import Rounds
from lib.sidecar import Sidecar

SAMPLES_PER_S = 1499
# Of a sample the innermost frame that one of these knows decides. What Java's compiler has put into its caller counts there.
WAIT = ("kernel_wait", r"^(finish_task_switch|__schedule|try_to_wake_up)")
REQUEST = [
    WAIT,
    ("kernel_network", r"^(tcp_|inet_|sock_|ip_|__ip|net_rx|do_epoll|ep_|__x64_sys_(send|recv|write|read|epoll))"),
    ("body_hash", r"javax\.crypto\.Mac|BodyHasher|audit\.pseudonym"),
    ("body_inspect", r"sidecar\.inspection|com\.fasterxml\.jackson"),
    ("record", r"audit\.(record|writer)|sidecar\.record\."),
    ("tls", r"handler\.ssl|tcnative|^(EVP_|SSL_|ssl_|aes_|gcm)|bssl|libssl|libcrypto"),
    ("http", r"codec\.http|proxy\.(DoorDecoder|DoorEncoder|Head)|^ngx_http|Envoy::Http"),
    ("door", r"dev\.drawbridge\.sidecar"),
    ("netty", r"io\.netty"),
]
LOG = [
    WAIT,
    ("log_disk", r"^(ext4|xfs|ovl_|blk_|submit_bio|vfs_write|__x64_sys_(fdatasync|pwrite64))|UnixFileDispatcher"),
    ("log_tree", r"audit\.tree"),
    ("log_seal", r"audit\.segment"),
    ("log_writer", r"audit\.writer"),
]
# Threads that do something else than requests.
THREADS = [
    (r"^audit-log-backg", [("log_reserve", "")]),
    (r"^audit-log", LOG),
    (r"^C[12] Compiler", [("java_compiler", "")]),
    (r"^(VM Thread|GC)", [("java_garbage", "")]),
    ("", REQUEST),
]
OTHER = "other"


class Profile:
    """Each server under the same load, one after the other."""

    def __init__(self, bench):
        self.bench, self.given, self.comparison = bench, bench.arguments, bench.comparison
        if not shutil.which("perf"):
            raise SystemExit("bench: perf was not found: install the package linux-perf, or leave --profile out.")

    def run(self, servers):
        for server in servers:
            self.bench.say(f"profile of {server.name}")
            self.profile(server)

    def profile(self, server):
        data = f"{server.folder}/perf.data"
        java = isinstance(server, Sidecar)
        rounds = Rounds(self.bench)
        if java:
            subprocess.run(["jcmd", str(server.process.pid), "Compiler.perfmap"], check=True, stdout=subprocess.DEVNULL)
        recorder = subprocess.Popen(
            ["perf", "record", "-q", "-e", "cpu-clock", "-F", str(SAMPLES_PER_S), "-g", "-p", ",".join(map(str, server.pids())),
             "-o", data, "--", "sleep", str(self.given.duration_s)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        result = rounds.load(server, "h1", self.given.duration_s)
        recorder.wait()
        us = result["server_cpu_us"] / result["answered"]
        script = subprocess.run(["perf", "script", "-i", data, "-F", "comm,ip,sym,dso"], check=True, capture_output=True,
                                text=True, errors="replace").stdout
        if java:
            os.remove(f"/tmp/perf-{server.process.pid}.map")
        found = stages(script)
        total = sum(found.values())
        self.comparison.note(server.name, "profile_cpu_per_request_us", us)
        for stage in dict.fromkeys([*(name for _, table in reversed(THREADS) for name, _ in table), OTHER]):
            if found[stage]:
                self.comparison.note(server.name, f"profile_{stage}_us", us * found[stage] / total)


def stages(script):
    """How many samples fell into each stage."""
    count = collections.Counter()
    for sample in script.split("\n\n"):
        thread, *stack = sample.strip().split("\n")
        if stack:
            count[_stage(thread.strip(), [_symbol(line) for line in stack])] += 1
    return count


def _stage(thread, symbols):
    table = next(table for pattern, table in THREADS if re.search(pattern, thread))
    for symbol in symbols:
        for name, pattern in table:
            if re.search(pattern, symbol):
                return name
    return OTHER


def _symbol(line):
    """Of `address symbol (file)`: the symbol without result and parameters, and for what has none the file."""
    symbol, _, file = line.strip().partition(" ")[2].rpartition(" (")
    method = symbol.partition("(")[0].rpartition(" ")[2]
    return method if method != "[unknown]" else os.path.basename(file.rstrip(")"))
