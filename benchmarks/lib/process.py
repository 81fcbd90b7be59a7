"""A running process as /proc shows it."""

import os
import re


class Process:

    def __init__(self, pid):
        self._folder = f"/proc/{pid}"

    def cpu_ms(self):
        fields = self._read("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def rss_mib(self):
        return self._mib("status", "VmRSS")

    def rss_peak_mib(self):
        return self._mib("status", "VmHWM")

    def pss_mib(self):
        """Resident, of shared pages its share only."""
        return self._mib("smaps_rollup", "Pss")

    def children(self):
        return [int(pid) for pid in self._read(f"task/{os.path.basename(self._folder)}/children").split()]

    def open_files(self):
        return len(os.listdir(self._folder + "/fd"))

    def _mib(self, file, name):
        return int(re.search(rf"^{name}:\s+(\d+) kB", self._read(file), re.MULTILINE)[1]) / 1024

    def _read(self, file):
        with open(f"{self._folder}/{file}", encoding="utf-8") as content:
            return content.read()
