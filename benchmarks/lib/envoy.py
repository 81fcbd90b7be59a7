"""Envoy with what comes nearest to our door: authorisation by name, and an access log."""

import glob
import json
import subprocess

from lib.credentials import CONSUMER_ID
from lib.server import CONNECTIONS, PEERS, Server, program


def find():
    return program("ENVOY", "envoy", glob.glob(f"{PEERS}/python/**/envoy", recursive=True))


def version(path):
    """As it says itself."""
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    return (done.stdout + done.stderr).strip().replace(path, "envoy")  # not where it lies here


class Envoy(Server):
    """One worker; who asks is checked by the name in the certificate, and each request is logged to a file."""

    def command(self):
        with open(f"{self.folder}/envoy.json", "w", encoding="utf-8") as file:
            json.dump(self._config(), file, indent=1)
        return [self.run.envoy, "-c", "envoy.json", "--concurrency", "1", "--disable-hot-restart", "--log-level", "error"]

    def _config(self):
        return {"static_resources": {"listeners": [self._listener()], "clusters": [self._cluster()]}}

    def _listener(self):
        tls = self.run.credentials.server
        file = lambda name: {"filename": f"{tls}/{name}"}
        return {
            "name": "door", "address": _address(self.port),
            "filter_chains": [{
                "transport_socket": {"name": "tls", "typed_config": {
                    "@type": _type("transport_sockets.tls.v3.DownstreamTlsContext"),
                    "require_client_certificate": True,
                    "disable_stateless_session_resumption": True, "disable_stateful_session_resumption": True,
                    "common_tls_context": {
                        "alpn_protocols": ["h2", "http/1.1"],
                        "tls_params": {"tls_minimum_protocol_version": "TLSv1_3", "tls_maximum_protocol_version": "TLSv1_3"},
                        "tls_certificates": [{"certificate_chain": file("tls.crt"), "private_key": file("tls.key")}],
                        "validation_context": {"trusted_ca": file("ca.crt")}}}},
                "filters": [{"name": "http", "typed_config": {
                    "@type": _type("filters.network.http_connection_manager.v3.HttpConnectionManager"),
                    "stat_prefix": "door",
                    "access_log": [{"name": "file", "typed_config": {
                        "@type": _type("access_loggers.file.v3.FileAccessLog"), "path": f"{self.folder}/access.log"}}],
                    "http_filters": [self._authorisation(),
                                     {"name": "router", "typed_config": {"@type": _type("filters.http.router.v3.Router")}}],
                    "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [
                        {"match": {"prefix": "/"}, "route": {"cluster": "model", "timeout": "0s"}}]}]}}}]}]}

    def _authorisation(self):
        consumer = {"authenticated": {"principal_name": {"exact": CONSUMER_ID}}}
        return {"name": "rbac", "typed_config": {
            "@type": _type("filters.http.rbac.v3.RBAC"),
            "rules": {"policies": {"consumers": {"permissions": [{"any": True}], "principals": [consumer]}}}}}

    def _cluster(self):
        many = {"max_connections": CONNECTIONS, "max_pending_requests": CONNECTIONS, "max_requests": CONNECTIONS}
        return {"name": "model", "type": "STATIC", "connect_timeout": "1s", "circuit_breakers": {"thresholds": [many]},
                "load_assignment": {"cluster_name": "model", "endpoints": [
                    {"lb_endpoints": [{"endpoint": {"address": _address(self.run.generator.model_port)}}]}]}}


def _address(port):
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


def _type(name):
    return f"type.googleapis.com/envoy.extensions.{name}"
