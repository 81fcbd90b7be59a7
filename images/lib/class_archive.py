"""Makes the class archive of a Java program for its image: classes as the machine has them after it has read,
checked and laid them out, so that it need not when it starts.

It fits only the same Java, the same jars with the same times, in the same order, and options like those of the
program. So it is made by the Java of the image, over a copy of its folder /app. The class path is relative: the
archive holds it, and must not tell where it was made.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from container import Image

# What jib gives every file.
JIB_EPOCH = 1


def main(options):
    with tempfile.TemporaryDirectory() as root:
        Image(options.base).unpack(root)
        program = laid_out(options.program, root, "app/classpath")
        libraries = [laid_out(pathlib.Path(jar), root, "app/libs") for jar in options.class_path.read_text().strip().split(os.pathsep)]
        made = subprocess.run(
            [f"{root}/opt/java/bin/java", f"@{options.java_options.resolve()}", "-Xshare:dump",
             f"-XX:SharedClassListFile={options.classes.resolve()}", f"-XX:SharedArchiveFile={root}/classes.jsa",
             "-cp", ":".join([program, *libraries])],
            cwd=root, env={}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        if made.returncode != 0 or not os.path.exists(f"{root}/classes.jsa"):
            sys.exit(f"images: the class archive was not made:\n{made.stdout}")
        options.output.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(f"{root}/classes.jsa", options.output)
        options.output.chmod(0o644)


def laid_out(file, root, folder):
    """Where a jar lies below the root, with the time that it has in the image."""
    os.makedirs(f"{root}/{folder}", exist_ok=True)
    copy = shutil.copyfile(file, f"{root}/{folder}/{file.name}")
    os.utime(copy, (JIB_EPOCH, JIB_EPOCH))
    return f"{folder}/{file.name}"


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
