"""What must hold for the images, tried on what images/build made; started by images/test."""

import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

import class_archive
import serving_pod
from archive import EPOCH
from container import Container, Image, USER

FOLDER = pathlib.Path(sys.argv.pop(1)).resolve()
POLICIES = FOLDER.parent.parent / "policies"
# What jib gives every file.
JIB_EPOCH = 1
SHELLS = re.compile(r"(^|/)(sh|bash|dash|busybox|ash|zsh|apt|dpkg|pip3?)$")


class EveryImage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.images = [Image(file) for file in sorted(FOLDER.glob("*.tar"))]
        cls.files = {image.name: [file for file in image.files() if file.isfile()] for image in cls.images}

    def test_is_run_by_a_number_that_is_not_root(self):
        for image in self.images:
            if "Entrypoint" in image.settings:
                with self.subTest(image.name):
                    self.assertEqual(image.settings["User"], f"{USER}:{USER}")

    def test_holds_no_shell_no_package_manager_and_nothing_that_gives_privileges(self):
        for image in self.images:
            with self.subTest(image.name):
                self.assertEqual([file.name for file in self.files[image.name] if SHELLS.search(file.name)], [])
                self.assertEqual([file.name for file in self.files[image.name] if file.mode & 0o6022], [])

    def test_does_not_tell_when_it_was_built(self):
        for image in self.images:
            with self.subTest(image.name):
                self.assertLessEqual({file.mtime for file in self.files[image.name]}, {EPOCH, JIB_EPOCH})

    def test_says_what_it_is(self):
        for image in self.images:
            with self.subTest(image.name):
                for label in ("title", "description", "licenses"):
                    self.assertIn("org.opencontainers.image." + label, image.settings["Labels"])


class TheClassArchive(unittest.TestCase):
    def test_is_made_of_jars_that_java_finds_in_different_bins_whatever_numbers_the_file_system_has_left(self):
        with tempfile.TemporaryDirectory() as folder:
            jars = [pathlib.Path(folder, f"{name}.jar") for name in range(25)]
            others = [pathlib.Path(folder, str(name)) for name in range(1000)]
            for file in jars + others:
                file.write_text(file.name)
            for file in others:
                if file.stat().st_ino % 16 == 0:
                    file.unlink()
            places = [pathlib.Path(folder, place) for place in class_archive.laid_out({"app/libs": jars}, folder)]
            self.assertEqual([place.read_text() for place in places], [jar.name for jar in jars])
            ends = collections.Counter(place.stat().st_ino % 16 for place in places)
            self.assertLessEqual(max(ends.values()), 2, ends)


class Running(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name

    def start(self, name, volumes=None, **how):
        container = Container(Image(FOLDER / f"{name}.tar"), self.folder, volumes=volumes, **how)
        self.addCleanup(subprocess.run, ["umount", "--recursive", f"{self.folder}/{name}"], check=True)
        self.addCleanup(container.process.wait)
        self.addCleanup(container.process.kill)
        return container

    def model(self, name):
        Image(FOLDER / f"{name}.tar").unpack(f"{self.folder}/models")
        return {"/models": f"{self.folder}/models"}

    def tell(self, name, container):
        print(f"{name}: first answer {1000 * (time.monotonic() - container.began):.0f} ms after its start", flush=True)

    def test_the_operator_names_the_setting_that_it_lacks(self):
        code, log = self.start("operator").ended()
        self.assertNotEqual(code, 0)
        self.assertIn("drawbridge.policy.url is required", log)

    def test_the_sidecar_names_the_setting_that_it_lacks(self):
        code, log = self.start("sidecar").ended()
        self.assertEqual(code, 2)
        self.assertIn("POD_UID is '', but must be", log)

    def test_the_sidecar_is_ready_with_the_native_libraries_and_the_class_archive_of_its_image(self):
        sidecar = self.serving_pod("-Xshare:on")  # or it ends when the archive does not fit
        self.assertRegex(sidecar.read("http://127.0.0.1:8444/ready"), b"^ok")
        self.tell("sidecar", sidecar)
        code, log = sidecar.stop()
        self.assertEqual(code, 143)
        self.assertIn("epoll", log)
        self.assertIn("BoringSSL", log)

    def test_the_classes_that_the_sidecar_needs_are_in_its_archive(self):
        sidecar = self.serving_pod("-Xlog:class+load:file=/tmp/classes.log")
        sidecar.read("http://127.0.0.1:8444/ready")
        program, statuses = serving_pod.consumer()
        self.assertEqual(self.start("curl", self.mounts, program=program).ended()[1], statuses)
        log = pathlib.Path(self.folder, "sidecar/tmp/classes.log").read_text()
        # What is made only at run time has an address in its name.
        loaded = [line for line in log.splitlines() if " source: " in line and "/0x" not in line]
        missing = [line for line in loaded if "shared objects file" not in line]
        self.assertGreater(len(loaded), 2000)
        self.assertLess(len(missing) / len(loaded), 0.05, "renew it by images/class-list:\n" + "\n".join(missing))

    def serving_pod(self, java_options):
        """A sidecar that starts before a model that is ready."""
        server = self.start("llama-server", self.model("tiny-llama"), arguments=serving_pod.MODEL)
        server.ask("http://127.0.0.1:8000/health")
        self.mounts = serving_pod.mounts(pathlib.Path(self.folder, "mounts"))
        return self.start("sidecar", self.mounts, environment=serving_pod.ENVIRONMENT | {"JAVA_TOOL_OPTIONS": java_options})

    def test_opa_decides_by_the_policies(self):
        arguments = ["run", "--server", "--addr=127.0.0.1:8181", "--ignore=*_test.rego", "--bundle", "/policies"]
        opa = self.start("opa", {"/policies": str(POLICIES)}, arguments=arguments)
        answer = opa.ask("http://127.0.0.1:8181/v1/data/drawbridge/admission/decision", {"input": {}})
        self.tell("opa", opa)
        self.assertEqual(answer["result"]["decision"], "indeterminate")
        self.assertEqual(opa.stop()[0], 0)

    def test_a_language_model_answers(self):
        server = self.start("llama-server", self.model("tiny-llama"), arguments=["--host=127.0.0.1", "--port=8000", "--seed=1"])
        self.assertEqual(server.ask("http://127.0.0.1:8000/health"), {"status": "ok"})
        self.tell("llama-server", server)
        question = {"messages": [{"role": "user", "content": "open the gate"}], "max_tokens": 16}
        answer = server.ask("http://127.0.0.1:8000/v1/chat/completions", question)
        self.assertRegex(answer["choices"][0]["message"]["content"], r"[a-z]+ [a-z]+")
        self.assertEqual(server.stop()[0], 0)

    def test_a_language_model_says_which_file_it_misses(self):
        code, log = self.start("llama-server").ended()
        self.assertEqual(code, 1)
        self.assertIn("/models should hold one GGUF file, but holds none; name it with --model", log)

    def test_a_classifier_answers_in_the_open_inference_protocol(self):
        where = {"MLSERVER_HOST": "127.0.0.1", "MLSERVER_HTTP_PORT": "8000"}
        server = self.start("mlserver", self.model("iris"), environment=where)
        server.ask("http://127.0.0.1:8000/v2/models/iris/ready")
        self.tell("mlserver", server)
        flower = {"inputs": [{"name": "flower", "shape": [1, 4], "datatype": "FP32", "data": [5.1, 3.5, 1.4, 0.2]}]}
        answer = server.ask("http://127.0.0.1:8000/v2/models/iris/infer", flower)
        self.assertEqual(answer["outputs"][0]["data"], [0])


if __name__ == "__main__":
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    unittest.main(verbosity=2)
