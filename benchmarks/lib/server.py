"""A server that is measured: a process on a core of its own, in front of the model."""

import os
import shutil
import signal
import socket
import subprocess
import time

from lib.process import Process

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
# Where benchmarks/peers puts what it unpacks.
PEERS = os.path.join(ROOT, "target", "bench-peers")
CONNECTIONS = 4096
HOUR = 3600


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process that listens on `port` by mutual TLS and asks the model in clear text."""

    def __init__(self, name, run, folder):
        self.name, self.run, self.folder = name, run, f"{folder}/{name}"
        os.makedirs(self.folder)
        self.port = free_port()
        self.process = None
        self.requests = 0  # that were sent to it

    def command(self):
        raise NotImplementedError

    def environment(self):
        return {}

    def start(self):
        """Returns the moment just before the process was made."""
        command = ["taskset", "-c", str(self.run.server_core), *self.command()]
        with open(f"{self.folder}/output.log", "ab") as log:
            began = time.monotonic()
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                                            env={**os.environ, **self.environment()})
        return began

    def check(self):
        """Ends the run if the process has ended, with what it said."""
        if self.process.poll() is not None:
            raise SystemExit(f"bench: {self.name} has ended with status {self.process.returncode}:\n{self.said()}")

    def said(self):
        """The end of its output."""
        with open(f"{self.folder}/output.log", encoding="utf-8", errors="replace") as log:
            return log.read()[-4000:]

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def pids(self):
        return [self.process.pid, *Process(self.process.pid).children()]

    def rss_mib(self):
        return sum(Process(pid).rss_mib() for pid in self.pids())

    def pss_mib(self):
        return sum(Process(pid).pss_mib() for pid in self.pids())

    # Of a Java machine; None where there is none.

    def allocated(self):
        """Where to count from, for `allocated_since`."""

    def allocated_since(self, _mark):
        """Bytes of heap."""

    def tenured_mib(self):
        """In the old generation, after the last collection."""


def program(variable, name, places):
    """The path of a program: named by a variable, on PATH, or in one of the places; None if it is not there."""
    candidates = [os.environ.get(variable), shutil.which(name), *places]
    return next((path for path in candidates if path and os.path.isfile(path) and os.access(path, os.X_OK)), None)
