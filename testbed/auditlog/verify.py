#!/usr/bin/env python3
"""A second verifier of audit logs, written from docs/audit-log-format.md alone.

It shares no code with the first and does not do everything that the first does: frames, chain, tree, checkpoints,
witnesses and their times, pairing. ML-DSA-44 needs the package `cryptography`; without it cosignatures are not checked, and
it says so. It opens no records: where bytes follow the end of a segment it sees that a gap is on record, not that it is of
just these bytes.

    verify.py LOG VKEY_OF_LOG [VKEY_OF_WITNESS]     prints entries and root, and what is wrong; exit code 1 if anything is
"""
import base64
import hashlib
import pathlib
import struct
import sys

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
except ImportError:
    MLDSA44PublicKey = None

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
CRC = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
    CRC.append(n)


def crc32c(*parts):
    c = 0xFFFFFFFF
    for part in parts:
        for byte in part:
            c = c >> 8 ^ CRC[(c ^ byte) & 255]
    return c ^ 0xFFFFFFFF


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def point(raw):  # RFC 8032, 5.1.3
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - x2) % P or y >= P or (x == 0 and sign):
        raise ValueError("not a point")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(point(signature[:32]), times(k, point(key)))
    return s < L and len(signature) == 64 and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def mldsa44(key, message, signature):
    if MLDSA44PublicKey is None:
        return True
    try:
        MLDSA44PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


class Verifier:
    def __init__(self, folder, log, witness=None):
        self.folder, self.wrong = pathlib.Path(folder), []
        self.log, self.witness = (self.vkey(key) if key else None for key in (log, witness))
        self.size, self.link, self.roots, self.length = 0, bytes(32), [], 0
        self.open, self.closed, self.known, self.tails, self.asked = set(), True, {}, [], set()
        self.floor = self.latest = -(2**63)  # of the times of entries: what a witness allows, what is claimed

    @staticmethod
    def named(name, key):
        return name, sha(name.encode(), b"\n", key)[:4], key[1:], key

    @classmethod
    def vkey(cls, text):
        name, key_id, key = text.strip().split("+", 2)
        named = cls.named(name, base64.b64decode(key))
        assert named[1].hex() == key_id
        return named

    def check(self, holds, what):
        if not holds:
            self.wrong.append(f"entry {self.size}: {what}")

    def root(self):
        root = self.roots[-1] if self.roots else sha()
        for left in reversed(self.roots[:-1]):
            root = sha(b"\1", left, root)
        return root

    def entry(self, entry, segment):
        form, event, flags, zero, seg, index, ref, wall = struct.unpack(">BBBBIQqq", entry[:32])
        self.check(form == 1 and flags < 2 and zero == 0 and seg == segment, "malformed")
        self.check(index == self.size, f"it says that it is {index}")
        self.check(entry[40:72] == self.link, "the chain is broken")
        self.check(wall >= self.floor, "older than a checkpoint that it follows")
        self.latest = max(self.latest, wall)
        if event == 1:
            self.open.add(index)
        elif event == 2:
            self.check(ref in self.open, f"the end of {ref}, which is not open")
            self.open.discard(ref)
        elif event == 6:
            self.tails.clear()
        elif event == 7 and not self.closed:
            self.open.clear()
        self.closed = event == 8
        self.link = node = sha(b"\0", entry)
        size = self.size
        while size & 1:
            node, size = sha(b"\1", self.roots.pop(), node), size >> 1
        self.roots.append(node)
        self.size += 1
        if self.size in self.asked:
            self.known[self.size] = self.root(), self.latest

    def note(self, note, cosigned=False):
        """Size and root of a checkpoint whose signatures are right, and the time of its cosignature if it has one."""
        text, lines = note.decode().rsplit("\n\n", 1)
        found = {}
        for line in lines.splitlines():
            _, name, signature = line.split(" ")
            raw = base64.b64decode(signature)
            found[name, raw[:4]] = raw[4:]
        origin, size, root = (text := text + "\n").splitlines()
        size, root = int(size), base64.b64decode(root)
        mine, time = found.get(self.log[:2]), None
        self.check(origin == self.log[0] and mine and ed25519(self.log[2], text.encode(), mine), "not signed by the log")
        if self.witness and (cosigned or self.witness[:2] in found):
            theirs = found.get(self.witness[:2], bytes(8))
            name, log = self.witness[0].encode(), origin.encode()
            message = b"subtree/v1\n\0%c%s%s%c%s" % (len(name), name, theirs[:8], len(log), log)
            message += struct.pack(">QQ", 0, size) + root
            good = len(theirs) == 2428 and mldsa44(self.witness[2], message, theirs[8:])
            self.check(good, "not cosigned")
            time = struct.unpack(">Q", theirs[:8])[0] if good else None
        return size, root, time

    def checkpoint(self, size, root, time, where):
        self.known[self.size] = self.root(), self.latest
        known, latest = self.known.get(size, (None, 0))
        self.check(known == root, f"{where} of size {size} is not of these entries")
        if time is not None:
            self.floor = max(self.floor, (time - 10) * 10**6)
            self.check(latest <= (time + 11) * 10**6, f"younger than the witness of {where} of size {size}")

    def header(self, data, segment):
        magic, length, number, first, before, _ = struct.unpack(">8sIIQQq", data[:40])
        self.check(magic == b"DBAUDIT1" and crc32c(data[: length - 4]) == struct.unpack(">I", data[length - 4 : length])[0], "bad header")
        self.check((number, first, before, data[40:72]) == (segment, self.size, self.length, self.link), "the header does not continue the log")
        at, texts = 72, []
        for _ in range(3):
            texts.append(data[at + 1 : at + 1 + data[at]])
            at += 1 + data[at]
        self.check(texts[0].decode() == self.log[0], "the segment of another log")
        self.check(data[at + 1 : length - 4] == b"".join(self.roots) and data[at] == len(self.roots), "the header has another tree")
        self.link = sha(b"\2", data[:length])
        return length

    def segment(self, number, data, end):
        at = self.header(data, number)
        while at + 9 <= end and (length := struct.unpack(">I", data[at : at + 4])[0]):
            crc, kind = struct.unpack(">IB", data[at + 4 : at + 9])
            payload = data[at + 9 : at + 9 + length]
            if at + 9 + length > end or crc32c(data[at : at + 4], data[at + 8 : at + 9], payload) != crc:
                break
            if kind == 1:
                self.entry(payload, number)
            else:
                self.checkpoint(*self.note(payload), "a checkpoint")
            at += 9 + length
        self.check(not any(data[at:end]), f"segment {number} is broken at byte {at}")
        self.length = at
        if any(data[end:]):
            self.tails.append(number)

    def run(self):
        checkpoint = (self.folder / "checkpoint").read_bytes()
        origin = checkpoint.split(b"\n")[0].decode()
        if origin.startswith(self.log[0] + "/"):  # the key of a deployment stands for the logs of its pods
            self.log = self.named(origin, self.log[3])
        outside = [self.note(checkpoint)]
        if self.witness:
            outside.append(self.note((self.folder / "checkpoint.cosigned").read_bytes(), True))
        self.asked = {size for size, _, _ in outside}
        segments = [path.read_bytes() for path in sorted((self.folder / "segments").glob("*.seg"))]
        for number, data in enumerate(segments):
            following = segments[number + 1][24:32] if number + 1 < len(segments) else None
            self.segment(number, data, struct.unpack(">Q", following)[0] if following else len(data))
        for note in outside:
            self.checkpoint(*note, "the checkpoint")
        self.check(not self.tails, f"bytes behind the end of segments {self.tails}, and no gap follows")
        return self


if __name__ == "__main__":
    try:
        verifier = Verifier(*sys.argv[1:4]).run()
    except (OSError, ValueError, struct.error, AssertionError, IndexError) as error:
        sys.exit(f"cannot be read: {error}")
    print(verifier.size, verifier.root().hex())
    if verifier.witness and MLDSA44PublicKey is None:
        print("cosignatures were NOT checked: the package cryptography of this Python is missing or has no ML-DSA-44")
    sys.exit("\n".join(verifier.wrong) or 0)
