"""From starting a server to its first answer."""

import http.client
import ssl
import time

from lib.credentials import SERVER

PATIENCE_S = 60
BODY = '{"model":"small","messages":[{"role":"user","content":"ready?"}]}'


class _Connection(http.client.HTTPSConnection):
    """To loopback, whatever name the server's certificate has."""

    def __init__(self, port, tls):
        super().__init__("127.0.0.1", port, context=tls, timeout=10)

    def connect(self):
        http.client.HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=SERVER)


def until_answered(server, credentials):
    """Starts it; returns the milliseconds from making the process to the end of the first answer by mutual TLS."""
    tls = ssl.create_default_context(cafile=f"{credentials.client}/ca.crt")
    tls.load_cert_chain(f"{credentials.client}/client.crt", f"{credentials.client}/client.key")
    began = server.start()
    last = "it does not listen"
    while time.monotonic() - began < PATIENCE_S:
        server.check()
        try:
            status = _ask(server.port, tls)
            if status == 200:
                return (time.monotonic() - began) * 1000
            last = f"it answers with status {status}"
        except ConnectionRefusedError:
            pass
        except (OSError, http.client.HTTPException) as broken:
            last = str(broken)
        time.sleep(0.001)
    raise SystemExit(f"bench: {server.name} is not ready after {PATIENCE_S} s: {last}; what it said:\n{server.said()}")


def _ask(port, tls):
    connection = _Connection(port, tls)
    try:
        connection.request("POST", "/v1/chat/completions", BODY, {"Content-Type": "application/json", "Host": SERVER})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
