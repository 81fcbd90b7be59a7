"""Turns a folder and an image's settings into an OCI image in one tar, the same bytes every time.

The tar is an OCI image layout that carries Docker's manifest.json too: containerd and skopeo read the
first and keep the digest as it is, jib reads the second.

    archive.py ROOT SETTINGS.json NAME:TAG OUTPUT.tar
"""

import gzip
import hashlib
import io
import json
import os
import stat
import sys
import tarfile

# When the project's archives say they were made: no image may tell when it was built.
EPOCH = 1_795_219_200
CREATED = "2026-11-21T00:00:00Z"


def main(root, settings_file, reference, output):
    with open(settings_file, encoding="utf-8") as file:
        settings = json.load(file)
    layer = layer_of(root)
    compressed = gzip.compress(layer, compresslevel=6, mtime=0)
    config = document(
        {
            "created": CREATED,
            "architecture": "amd64",
            "os": "linux",
            "config": settings,
            "rootfs": {"type": "layers", "diff_ids": [digest(layer)]},
            "history": [{"created": CREATED, "created_by": "images/build"}],
        }
    )
    manifest = document(
        {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": descriptor("application/vnd.oci.image.config.v1+json", config),
            "layers": [descriptor("application/vnd.oci.image.layer.v1.tar+gzip", compressed)],
        }
    )
    index = document(
        {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.index.v1+json",
            "manifests": [
                descriptor("application/vnd.oci.image.manifest.v1+json", manifest)
                | {
                    "annotations": {
                        "io.containerd.image.name": reference,
                        "org.opencontainers.image.ref.name": reference.rpartition(":")[2],
                    }
                }
            ],
        }
    )
    docker = document([{"Config": blob(config), "RepoTags": [reference], "Layers": [blob(compressed)]}])
    members = {blob(content): content for content in (config, compressed, manifest)}
    members |= {"index.json": index, "manifest.json": docker, "oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}
    with tarfile.open(output, "w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in sorted(members.items()):
            archive.addfile(entry(name, 0o644, size=len(content)), io.BytesIO(content))
    print(digest(manifest))


def layer_of(root):
    """The tar of a folder: sorted, of one time, owned by root, with two sorts of permissions only."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as layer:
        for path in sorted(below(root)):
            add(layer, root, path)
    return buffer.getvalue()


def below(root):
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            yield os.path.relpath(os.path.join(folder, name), root)


def add(layer, root, path):
    source = os.path.join(root, path)
    mode = os.lstat(source).st_mode
    if stat.S_ISLNK(mode):
        link = entry(path, 0o777, kind=tarfile.SYMTYPE)
        link.linkname = os.readlink(source)
        layer.addfile(link)
    elif stat.S_ISDIR(mode):
        # The one folder that everybody may write into, with the sticky bit; a pod mounts a volume over it.
        layer.addfile(entry(path, 0o1777 if path == "tmp" else 0o755, kind=tarfile.DIRTYPE))
    elif stat.S_ISREG(mode):
        permissions = 0o755 if mode & stat.S_IXUSR else 0o644
        with open(source, "rb") as file:
            layer.addfile(entry(path, permissions, size=os.fstat(file.fileno()).st_size), file)
    else:
        raise SystemExit(f"{source} is no file, folder or link: an image holds nothing else")


def entry(name, mode, kind=tarfile.REGTYPE, size=0):
    info = tarfile.TarInfo(name)
    info.type, info.mode, info.size, info.mtime = kind, mode, size, EPOCH
    return info


def document(content):
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def descriptor(media_type, content):
    return {"mediaType": media_type, "digest": digest(content), "size": len(content)}


def blob(content):
    return "blobs/sha256/" + hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main(*sys.argv[1:])
