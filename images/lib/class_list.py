"""Writes the list of classes that a sidecar loads to start and to answer: class_list.py IMAGES SCRATCH LIST

The list is kept in the repository: which classes are loaded depends on chance a little, and an image must not.
"""

import pathlib
import re
import subprocess
import sys

import serving_pod
from container import Container, Image

HEADER = "# By images/class-list: what the sidecar loads to start and to answer.\n"


def main(images, folder, output):
    def start(name, volumes, **how):
        return Container(Image(images / f"{name}.tar"), folder, volumes=volumes, **how)

    Image(images / "tiny-llama.tar").unpack(folder / "models")
    model = start("llama-server", {"/models": str(folder / "models")}, arguments=serving_pod.MODEL)
    model.ask("http://127.0.0.1:8000/health")
    mounts = serving_pod.mounts(folder / "mounts")
    options = {"JAVA_TOOL_OPTIONS": "-Xshare:off -XX:DumpLoadedClassList=/tmp/classes.list"}
    sidecar = start("sidecar", mounts, environment=serving_pod.ENVIRONMENT | options)
    sidecar.read("http://127.0.0.1:8444/ready")
    program, statuses = serving_pod.consumer()
    said = start("curl", mounts, program=program).ended()[1]
    if said != statuses:
        sys.exit(f"images: the door answered {said}, not {statuses}:\n{sidecar.log()}")
    sidecar.read("http://127.0.0.1:8446/metrics")
    sidecar.stop()
    output.write_text(HEADER + "".join(sorted(lines((folder / "sidecar/tmp/classes.list").read_text()))))
    model.stop()


def lines(raw):
    """Classes of the program and of Java, and the lambdas in them; without numbers, which the order gives anyway."""
    for line in raw.splitlines():
        if not line.startswith(("#", "@cp")) and " source: " not in line:
            yield re.sub(r" id: \d+$", "", line) + "\n"


if __name__ == "__main__":
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    main(*(pathlib.Path(argument).resolve() for argument in sys.argv[1:]))
