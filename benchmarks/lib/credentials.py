"""Certificates and keys of one run, made by openssl: a CA, one server, one consumer, and what seals the audit log."""

import os
import subprocess
import time

DOMAIN = "drawbridge.internal"
SERVER = "model.research.svc"
SERVER_ID = f"spiffe://{DOMAIN}/ns/research/model"
CONSUMER_ID = f"spiffe://{DOMAIN}/ns/frontend/consumer/chatbot"
EPOCH_SECONDS = 90 * 24 * 3600


class Credentials:
    """Files in `server`, `client` and `keys` below a folder; all keys are of the curve P-256."""

    def __init__(self, folder):
        self.server, self.client, self.keys = (os.path.join(folder, name) for name in ("server", "client", "keys"))
        for name in (self.server, self.client, self.keys):
            os.makedirs(name)
        authority, key = f"{folder}/ca.crt", f"{folder}/ca.key"
        _openssl("req", "-x509", *_new_key(key), "-subj", "/CN=bench", "-days", "2", "-out", authority)
        for name, owner in ((self.server, "tls"), (self.client, "client")):
            _copy(authority, f"{name}/ca.crt")
            names = f"URI:{SERVER_ID},DNS:{SERVER}" if owner == "tls" else f"URI:{CONSUMER_ID}"
            usage = "serverAuth" if owner == "tls" else "clientAuth"
            _openssl("req", "-x509", *_new_key(f"{name}/{owner}.key"), "-CA", authority, "-CAkey", key, "-days", "2",
                     "-subj", f"/CN={owner}", "-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:FALSE",
                     "-addext", "keyUsage=critical,digitalSignature", "-addext", f"extendedKeyUsage={usage}",
                     "-out", f"{name}/{owner}.crt")
        self._make_keys()

    def _make_keys(self):
        _openssl("genpkey", "-algorithm", "ed25519", "-out", f"{self.keys}/log.key")
        epoch = int(time.time()) // EPOCH_SECONDS
        for name in ("kek", f"epoch-{epoch}", f"epoch-{epoch + 1}"):
            with open(f"{self.keys}/{name}", "wb") as file:
                file.write(os.urandom(32))


def _new_key(path):
    return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path


def _openssl(*arguments):
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"bench: openssl {arguments[0]} failed:\n{done.stderr}")


def _copy(source, target):
    with open(source, "rb") as content, open(target, "wb") as copy:
        copy.write(content.read())
