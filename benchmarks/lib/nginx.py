"""nginx as the baseline."""

import os
import subprocess

from lib.server import CONNECTIONS, HOUR, PEERS, Server, program


def find():
    return program("NGINX", "nginx", ["/usr/sbin/nginx", f"{PEERS}/usr/sbin/nginx"])


def version(path):
    """As it says itself."""
    done = subprocess.run([path, "-v"], capture_output=True, text=True, check=True)
    return (done.stdout + done.stderr).strip()


class Nginx(Server):
    """One worker, no log of accesses: the least that terminates mutual TLS and forwards."""

    def command(self):
        with open(f"{self.folder}/nginx.conf", "w", encoding="utf-8") as file:
            file.write(self._config())
        return [self.run.nginx, "-p", self.folder, "-e", "error.log", "-c", "nginx.conf"]

    def _config(self):
        tls = self.run.credentials.server
        return f"""
            daemon off;
            worker_processes 1;
            worker_rlimit_nofile {4 * CONNECTIONS};
            {'user root;' if os.geteuid() == 0 else ''}
            pid nginx.pid;
            events {{ worker_connections {2 * CONNECTIONS}; }}
            http {{
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              keepalive_requests 1000000000;
              keepalive_timeout {HOUR}s;
              ssl_certificate {tls}/tls.crt;
              ssl_certificate_key {tls}/tls.key;
              ssl_protocols TLSv1.3;
              ssl_client_certificate {tls}/ca.crt;
              ssl_verify_client on;
              ssl_session_cache off;
              ssl_session_tickets off;
              client_body_buffer_size 64k;
              proxy_buffers 16 16k;
              proxy_buffer_size 16k;
              upstream model {{
                server 127.0.0.1:{self.run.generator.model_port};
                keepalive 1024;
                keepalive_requests 1000000000;
                keepalive_timeout {HOUR}s;
              }}
              server {{
                listen 127.0.0.1:{self.port} ssl http2 backlog=4096;
                location / {{
                  proxy_pass http://model;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_read_timeout 300s;
                }}
              }}
            }}
            """
