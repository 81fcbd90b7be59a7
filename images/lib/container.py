"""An image as a running container, without an engine: what a kubelet would make of it, by the kernel's own means.

For namespaces of its own, which images/test makes: what is mounted or started here is gone with them.
"""

import gzip
import io
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import time
import urllib.error
import urllib.request

USER = 65532
PATIENCE_SECONDS = 60


class Image:
    """An image's tar: its settings and its files."""

    def __init__(self, file):
        self.name = pathlib.Path(file).stem
        with tarfile.open(file) as archive:
            index = json.load(archive.extractfile("index.json"))
            manifest = self._document(archive, index["manifests"][0]["digest"])
            self.settings = self._document(archive, manifest["config"]["digest"])["config"]
            self.layers = [gzip.decompress(self._blob(archive, layer["digest"])) for layer in manifest["layers"]]

    @staticmethod
    def _blob(archive, digest):
        return archive.extractfile("blobs/" + digest.replace(":", "/")).read()

    def _document(self, archive, digest):
        return json.loads(self._blob(archive, digest))

    def files(self):
        for layer in self.layers:
            with tarfile.open(fileobj=io.BytesIO(layer)) as archive:
                yield from archive

    def unpack(self, folder):
        for layer in self.layers:
            with tarfile.open(fileobj=io.BytesIO(layer)) as archive:
                archive.extractall(folder)


class Container:
    """A program of an image. It is nobody special, can write into /tmp alone and talk over loopback alone."""

    def __init__(self, image, folder, arguments=None, environment=None, volumes=None, program=None):
        settings = image.settings
        root = f"{folder}/{image.name}"
        image.unpack(root)
        self._mount(root, volumes or {})
        command = (program or settings.get("Entrypoint", [])) + (settings.get("Cmd", []) if arguments is None else arguments)
        variables = dict(entry.split("=", 1) for entry in settings.get("Env", []))
        self._log = pathlib.Path(folder, image.name + ".log")
        self.began = time.monotonic()
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [shutil.which("setpriv"), "--no-new-privs", shutil.which("chroot"), f"--userspec={USER}:{USER}", "--groups=", root, *command],
                env=variables | (environment or {}), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )

    @staticmethod
    def _mount(root, volumes):
        for folder in ["proc", "tmp", "dev", *(path.strip("/") for path in volumes)]:
            os.makedirs(f"{root}/{folder}", exist_ok=True)
        mount("--bind", root, root)
        mount("-o", "remount,bind,ro", root)
        mount("-t", "proc", "proc", f"{root}/proc")
        mount("-t", "tmpfs", "-o", "mode=1777,size=64m", "tmpfs", f"{root}/tmp")
        mount("--rbind", "/dev", f"{root}/dev")
        for path, source in volumes.items():
            mount("--bind", source, root + path)
            mount("-o", "remount,bind,ro", root + path)

    def log(self):
        return self._log.read_text(errors="replace")

    def ended(self):
        """Its exit code, and all it said."""
        return self.process.wait(PATIENCE_SECONDS), self.log()

    def ask(self, url, body=None):
        """The answer as a document."""
        return json.loads(self.read(url, body) or b"null")

    def read(self, url, body=None):
        """The answer as it came. Asks again until there is a server."""
        request = urllib.request.Request(url, headers={"Content-Type": "application/json"})
        request.data = None if body is None else json.dumps(body).encode()
        while True:
            try:
                with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                    return answer.read()
            except urllib.error.HTTPError as refusal:
                if refusal.code != 503:
                    raise AssertionError(f"{url} answered {refusal.code}: {refusal.read()}\n{self.log()}") from None
            except OSError as problem:
                if self.process.poll() is not None or time.monotonic() > self.began + PATIENCE_SECONDS:
                    raise AssertionError(f"nothing answers at {url}: {problem}\n{self.log()}") from None
            time.sleep(0.02)

    def stop(self):
        """How it ends when it is asked to."""
        self.process.terminate()
        return self.ended()


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)
