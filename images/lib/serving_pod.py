"""A serving pod by its images: a sidecar before a model that answers, and a consumer who asks."""

import pathlib
import secrets
import subprocess
import time

SETTINGS = pathlib.Path(__file__).resolve().parents[2] / "sidecar/src/test/resources/golden/sidecar.json"
# Of the keyed hashes in audit records.
EPOCH_SECONDS = 90 * 24 * 3600
ENVIRONMENT = {"POD_UID": "7d1f0f4e", "DRAWBRIDGE_LOG": "/tmp/log"}
MODEL = ["--host=127.0.0.1", "--port=8000"]
# Each way of a request through the door, with the status of its answer: whole, in pieces, a body that is none, a path that is closed.
QUESTIONS = [
    ("/v1/chat/completions", '{"messages":[{"role":"user","content":"open the gate"}],"max_tokens":4}', "200"),
    ("/v1/chat/completions", '{"messages":[{"role":"user","content":"open the gate"}],"max_tokens":4,"stream":true}', "200"),
    ("/v1/chat/completions", '{"messages"', "400"),
    ("/slots", "{}", "403"),
]


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def mounts(folder):
    """What the operator mounts into a sidecar, made anew in a folder. One certificate is door, consumer and authority."""
    for name in ("config", "certificates", "keys"):
        (folder / name).mkdir(parents=True)
    (folder / "config/sidecar.json").write_bytes(SETTINGS.read_bytes())
    openssl("genpkey", "-algorithm", "ed25519", "-out", folder / "keys/log.key")
    for name in ("kek", *(f"epoch-{int(time.time() / EPOCH_SECONDS) + more}" for more in (0, 1))):
        (folder / "keys" / name).write_bytes(secrets.token_bytes(32))
    key, certificate = folder / "certificates/tls.key", folder / "certificates/tls.crt"
    names = "subjectAltName=DNS:localhost,URI:spiffe://drawbridge.internal/ns/frontend/consumer/chatbot"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj", "/CN=model",
            "-addext", names, "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", certificate)
    (folder / "certificates/ca.crt").write_bytes(certificate.read_bytes())
    for file in folder.rglob("*"):
        file.chmod(0o755 if file.is_dir() else 0o644)
    return {"/etc/drawbridge": str(folder)}


def consumer():
    """How curl asks all the questions, by both versions of HTTP; and what it then prints: the statuses."""
    certificates = "/etc/drawbridge/certificates"
    program, statuses = ["/usr/bin/curl"], ""
    for version in ("--http1.1", "--http2"):
        for path, body, status in QUESTIONS:
            program += ["--silent", version, "--cacert", f"{certificates}/ca.crt", "--cert", f"{certificates}/tls.crt",
                        "--key", f"{certificates}/tls.key", "--header", "Content-Type: application/json", "--data", body,
                        "--output", "/dev/null", "--write-out", "%{http_code} ", f"https://localhost:8443{path}", "--next"]
            statuses += f"{status} "
    return program[:-1], statuses
