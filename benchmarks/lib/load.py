"""The load generator and the model stub (benchmarks/load), one Java process with one busy thread."""

import json
import subprocess

# What it costs is not counted, but must not be what limits.
JAVA = ["java", "-XX:+UseSerialGC", "-Xms128m", "-Xmx128m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
        "-Dio.netty.leakDetection.level=disabled"]


class Generator:
    """Started, with the model listening on `model_port`, when the constructor returns."""

    def __init__(self, core, classpath, folder, credentials, server_name):
        self._log = f"{folder}/load.log"
        with open(self._log, "w", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                ["taskset", "-c", str(core), *JAVA, "-cp", classpath, "dev.drawbridge.bench.load.LoadMain", credentials.client, server_name],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)
        self.model_port = int(self._read())

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            with open(self._log, encoding="utf-8") as log:
                raise SystemExit(f"bench: the load generator has ended; it said:\n{log.read()}")
        return line

    def send(self, **words):
        """Begins a measurement. See Order.java for the words."""
        order = {"tls": "mutual", "protocol": "h1", "answer": "small", "connections": 1, "streams": 1, "rate": 0, "warm": 1,
                 "limit": 50_000_000, "servers": "", **words}
        self._process.stdin.write(" ".join(f"{name}={value}" for name, value in order.items()) + "\n")
        self._process.stdin.flush()

    def result(self):
        """Waits for the end of what was sent."""
        return json.loads(self._read())

    def stop(self):
        self._process.stdin.close()
        self._process.wait(30)
