"""Makes the class archive of a Java program for its image: classes as the machine has them after it has read,
checked and laid them out, so that it need not when it starts.

It fits only the same Java, the same jars with the same times, in the same order, and options like those of the
program. So it is made by the Java of the image, over a copy of its folder /app. The class path is relative: the
archive holds it, and must not tell where it was made.
"""

import argparse
import collections
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from container import Image

# What jib gives every file.
JIB_EPOCH = 1
# Of the smallest hash map; a larger one spreads more.
BINS = 16
# Files that are made to find some that do not end alike.
TRIES = 10_000


def main(options):
    with tempfile.TemporaryDirectory() as root:
        Image(options.base).unpack(root)
        libraries = [pathlib.Path(jar) for jar in options.class_path.read_text().strip().split(os.pathsep)]
        class_path = laid_out({"app/classpath": [options.program], "app/libs": libraries}, root)
        made = subprocess.run(
            [f"{root}/opt/java/bin/java", f"@{options.java_options.resolve()}", "-Xshare:dump",
             f"-XX:SharedClassListFile={options.classes.resolve()}", f"-XX:SharedArchiveFile={root}/classes.jsa",
             "-cp", ":".join(class_path)],
            cwd=root, env={}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        if made.returncode != 0 or not os.path.exists(f"{root}/classes.jsa"):
            sys.exit(f"images: the class archive was not made:\n{made.stdout}")
        options.output.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(f"{root}/classes.jsa", options.output)
        options.output.chmod(0o644)


def laid_out(folders, root):
    """Where the jars lie below the root, with the time that they have in the image: lists of jars by folder."""
    places = [(jar, f"{folder}/{jar.name}") for folder, jars in folders.items() for jar in jars]
    files = spread(len(places), root)
    for jar, place in places:
        os.makedirs(os.path.dirname(f"{root}/{place}"), exist_ok=True)
        os.rename(next(files), f"{root}/{place}")
        shutil.copyfile(jar, f"{root}/{place}")
        os.utime(f"{root}/{place}", (JIB_EPOCH, JIB_EPOCH))
    return [place for _, place in places]


def spread(count, root):
    """So many empty files, whose inode numbers do not end alike.

    Java keeps its open jars in a hash map, by these numbers (java.util.zip.ZipFile). Where eight fall in one bin, the
    map does what it does not do else, and the archive tells it: it would differ from one folder to the next.
    """
    folder = tempfile.mkdtemp(dir=root)
    most = -(-count // BINS)
    ends = collections.Counter()
    # Those that are left out stay until the end, or the next would get their numbers.
    for name in range(TRIES):
        file = f"{folder}/{name}"
        open(file, "x").close()
        end = os.stat(file).st_ino % BINS
        if ends[end] < most:
            ends[end] += 1
            yield file
    sys.exit(f"images: the files in {tempfile.gettempdir()} have inode numbers that end alike, by which the class archive would "
             "not be the same everywhere. Set TMPDIR to a folder of another file system.")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    for name, what in {
        "base": "tar of the image with the Java machine, in /opt/java",
        "program": "jar of the program",
        "class-path": "file with the class path of the jars that it needs",
        "java-options": "file of options that the program is started with",
        "classes": "file that lists the classes, as -XX:DumpLoadedClassList writes it",
        "output": "file to write",
    }.items():
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True, help=what)
    return parser.parse_args()


if __name__ == "__main__":
    main(arguments())
