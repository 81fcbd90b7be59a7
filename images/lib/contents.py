"""Lists what an image holds, to compare two: contents.py IMAGE.tar"""

import hashlib
import io
import json
import sys
import tarfile

from container import Image

image = Image(sys.argv[1])
print("settings", json.dumps(image.settings, sort_keys=True))
for number, layer in enumerate(image.layers):
    with tarfile.open(fileobj=io.BytesIO(layer)) as archive:
        for entry in archive:
            content = archive.extractfile(entry).read() if entry.isfile() else entry.linkname.encode()
            print(number, f"{entry.mode:o}", f"{entry.uid}:{entry.gid}", entry.mtime, hashlib.sha256(content).hexdigest(), entry.name)
