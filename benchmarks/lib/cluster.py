"""A small client of the API server: its own cost must not show in what it measures."""

import base64
import contextlib
import http.client
import json
import os
import ssl
import subprocess
import tempfile
import threading
import time
from urllib.parse import urlsplit

AGENT = "drawbridge-bench"


class Refused(Exception):
    """An answer of the API server that is no success."""

    def __init__(self, status, message):
        super().__init__(f"{status}: {message}")
        self.status = status


class Cluster:
    """The cluster of KUBECONFIG. Every thread has a connection of its own."""

    def __init__(self):
        view = subprocess.run(
            ["kubectl", "config", "view", "--raw", "--minify", "--flatten", "-o", "json"],
            check=True, capture_output=True)
        config = json.loads(view.stdout)
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self._address = urlsplit(cluster["server"])
        self._tls = ssl.create_default_context(cadata=_text(cluster["certificate-authority-data"]))
        with tempfile.NamedTemporaryFile("w") as pair:  # Python loads a key from files only
            pair.write(_text(user["client-certificate-data"]) + "\n" + _text(user["client-key-data"]))
            pair.flush()
            self._tls.load_cert_chain(pair.name)
        self._own = threading.local()

    def connect(self, timeout=60):
        return http.client.HTTPSConnection(
            self._address.hostname, self._address.port, context=self._tls, timeout=timeout)

    def call(self, method, path, body=None, kind="application/json"):
        """Returns the answer; raises Refused. A kept connection that was closed meanwhile is replaced once."""
        content = None if body is None else json.dumps(body)
        headers = {"Content-Type": kind, "Accept": "application/json", "User-Agent": AGENT}
        for attempt in (1, 2):
            connection = getattr(self._own, "connection", None)
            if connection is None:
                connection = self._own.connection = self.connect()
            try:
                connection.request(method, path, content, headers)
                response = connection.getresponse()
                answer = json.loads(response.read())
                break
            except (http.client.RemoteDisconnected, ConnectionError):
                self._own.connection = None
                if attempt == 2:
                    raise
        if response.status >= 300:
            raise Refused(response.status, answer.get("message", ""))
        return answer

    def get(self, path):
        return self.call("GET", path)

    def find(self, path):
        """The object, or None."""
        try:
            return self.get(path)
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    def create(self, path, item):
        return self.call("POST", path, item)

    def merge(self, path, patch):
        return self.call("PATCH", path, patch, "application/merge-patch+json")

    def delete(self, path):
        return self.call("DELETE", path)


def _text(base64_text):
    return base64.b64decode(base64_text).decode()


class Arrivals:
    """Follows a collection and keeps when each object was first seen, and first seen ready."""

    def __init__(self, cluster, path, is_ready):
        self.seen, self.ready = {}, {}
        self._cluster, self._path, self._is_ready = cluster, path, is_ready
        self._changed = threading.Condition()
        self._ended = False

    @contextlib.contextmanager
    def following(self):
        version = self._cluster.get(self._path + "?limit=1")["metadata"]["resourceVersion"]
        connection = self._cluster.connect(timeout=900)
        connection.request("GET", f"{self._path}?watch=true&resourceVersion={version}",
                           headers={"Accept": "application/json", "User-Agent": AGENT})
        response = connection.getresponse()
        reader = threading.Thread(target=self._read, args=(response,), daemon=True)
        reader.start()
        try:
            yield self
        finally:
            self._ended = True
            # Closing it under the reader is the only way to end a wait for the next line.
            with contextlib.suppress(OSError, AttributeError):
                connection.sock.shutdown(2)
            reader.join(5)

    def _read(self, response):
        try:
            for line in response:
                event, now = json.loads(line), time.monotonic()
                name = event["object"].get("metadata", {}).get("name")
                with self._changed:
                    self.seen.setdefault(name, now)
                    if self._is_ready(event["object"]):
                        self.ready.setdefault(name, now)
                    self._changed.notify_all()
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            if not self._ended:
                raise

    def await_ready(self, names, timeout):
        """Returns when all are ready; raises TimeoutError, which names one that is not."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while missing := [name for name in names if name not in self.ready]:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError(
                        f"{len(missing)} of {len(names)} objects of {self._path} were not ready after {timeout} s, "
                        f"{missing[0]} among them; testbed/demo/operator logs may tell why")
                self._changed.wait(left)


def kubectl_apply(items):
    """Applies objects as a user does, all in one file."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"apiVersion": "v1", "kind": "List", "items": items}, file)
        file.flush()
        subprocess.run(["kubectl", "apply", "-f", file.name], check=True, stdout=subprocess.DEVNULL)


def until(what, done, timeout, pause=0.1):
    """Polls until done() is true; raises TimeoutError."""
    deadline = time.monotonic() + timeout
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {timeout} s for {what}")
        time.sleep(pause)


def required(variable):
    value = os.environ.get(variable)
    if not value:
        raise SystemExit(f"bench: {variable} is not set; start it by make bench")
    return value
