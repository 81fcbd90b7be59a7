"""The sidecar, as it runs in a pod but for the one core."""

import json
import os
import re
import zipfile

from lib.credentials import CONSUMER_ID, DOMAIN
from lib.server import CONNECTIONS, HOUR, Server, free_port


class Sidecar(Server):
    """With one durability of its log."""

    MAIN = "dev.drawbridge.sidecar.Main"

    def __init__(self, name, durability, run, folder, options=()):
        super().__init__(name, run, folder)
        self.durability, self.options = durability, list(options)
        self.health_port = free_port()
        self.metrics_port = free_port()
        self.log = f"{self.folder}/log"
        os.makedirs(self.log)

    def command(self):
        with open(f"{self.folder}/sidecar.json", "w", encoding="utf-8") as file:
            json.dump(self._config(), file, indent=1)
        return ["java", *self.run.sidecar_options, f"-Djava.library.path={self.native_libraries()}", *self.options, f"-Xlog:gc+heap=info:file={self.folder}/gc.log",
                "-cp", self.run.sidecar_classpath, self.MAIN]

    def native_libraries(self):
        """The folder that the image has, so that Netty need not unpack them at each start."""
        folder = f"{self.folder}/native"
        os.makedirs(folder, exist_ok=True)
        for jar in self.run.sidecar_classpath.split(":"):
            with zipfile.ZipFile(jar) as content:
                for name in content.namelist():
                    if name.startswith("META-INF/native/") and name.endswith("x86_64.so"):
                        with open(f"{folder}/{os.path.basename(name)}", "wb") as library:
                            library.write(content.read(name))
        return folder

    def environment(self):
        return {"DRAWBRIDGE_CONFIG_FILE": f"{self.folder}/sidecar.json",
                "DRAWBRIDGE_CERTIFICATES": self.run.credentials.server,
                "DRAWBRIDGE_KEYS": self.run.credentials.keys,
                "DRAWBRIDGE_LOG": self.log,
                "POD_UID": "00000000-0000-4000-8000-000000000000",
                "DRAWBRIDGE_DOOR_PORT": str(self.port),
                "DRAWBRIDGE_HEALTH_PORT": str(self.health_port),
                "DRAWBRIDGE_METRICS_PORT": str(self.metrics_port),
                "DRAWBRIDGE_TRIPWIRE_PORT": "0",
                "DRAWBRIDGE_EVENT_LOOPS": "1",  # as many as it has cores
                "DRAWBRIDGE_LOG_PORT": "0"}

    def _config(self):
        digest = "sha256:" + "ab" * 32
        return {
            "version": 1, "generation": 7,
            "origin": {"cluster": "bench", "namespace": "research", "deployment": "lab-assistant"},
            "model": {"uid": "00000000-0000-4000-8000-000000000001", "name": "mistral", "version": "2026-10-01", "digest": digest},
            "policy": {"class": "confidential", "purpose": "support", "legalBasis": "GDPR 6(1)(b)", "decision": "decision-1",
                       "digest": digest, "retentionClass": "confidential"},
            "protocol": "OpenAI",
            "upstream": {"port": self.run.generator.model_port, "readinessPath": "/health"},
            "trust": {"domain": DOMAIN, "collector": f"spiffe://{DOMAIN}/collector"},
            "tls": {"minimumVersion": "1.3"},
            # Limits are checked on each request, and never reached.
            "consumers": [{"name": "chatbot", "namespace": "frontend", "spiffe": CONSUMER_ID, "purposes": ["support"],
                           "requestsPerMinute": 10_000_000, "tokensPerMinute": 100_000_000, "concurrentRequests": 4096}],
            "limits": {"bodyBytes": 4194304, "headerBytes": 16384, "headerTimeoutSeconds": 10, "bodyTimeoutSeconds": 30,
                       "idleTimeoutSeconds": 600, "modelTimeoutSeconds": 300, "writeStallSeconds": 30,
                       "connectionMaxAgeSeconds": 2 * HOUR, "connections": CONNECTIONS, "concurrentRequests": CONNECTIONS,
                       "drainSeconds": 10},
            "audit": {"durability": self.durability, "onUnavailable": "Deny", "quotaBytes": self.run.quota_bytes}}

    def entries(self):
        """Records in the log, as its last checkpoint says; after `stop`."""
        with open(f"{self.log}/checkpoint", encoding="utf-8") as note:
            return int(note.read().split("\n")[1])

    def allocated(self):
        return os.path.getsize(f"{self.folder}/gc.log")

    def allocated_since(self, mark):
        """From the collections of the young generation: what each found, less what the one before it left."""
        young = self._collections("DefNew", mark)
        if len(young) < 3:
            return None
        between = sum(found - left for (found, _), (_, left) in zip(young[1:], young))
        return between * 1024 * len(young) / (len(young) - 1)

    def tenured_mib(self):
        old = self._collections("Tenured", 0)
        return old[-1][1] / 1024 if old else None

    def _collections(self, generation, mark):
        """KiB before and after each."""
        with open(f"{self.folder}/gc.log", encoding="utf-8") as log:
            log.seek(mark)
            found = re.findall(rf"{generation}: (\d+)K\(\d+K\)->(\d+)K\(", log.read())
        return [(int(before), int(after)) for before, after in found]
