package dev.drawbridge.audit.verify;

/** What can be found. The names are stable: scripts rely on them. */
public enum Code {
  SEGMENT_MISSING(
      Severity.ERROR,
      "segments are missing between others or at the beginning",
      "ask for the files again; if they are gone, find out who could delete them"),
  HEADER_BROKEN(
      Severity.ERROR,
      "the header of a segment cannot be read",
      "compare the file with another copy; a disk or a person changed it"),
  HEADER_MISMATCH(
      Severity.ERROR,
      "a header does not continue what stands before it",
      "look for a file that was exchanged, renamed or taken from another log"),
  FRAME_BROKEN(
      Severity.ERROR,
      "there is no whole frame where one should be",
      "compare the file with another copy; if it is the last segment, copy it again"),
  SEGMENT_TAIL(
      Severity.ERROR,
      "bytes follow that do not count, and no gap explains them",
      "keep the file: bytes were hidden behind its end, or a repair left no record"),
  TAIL_UNCHECKED(
      Severity.WARNING,
      "bytes follow that do not count, and only a sealed gap can explain them",
      "give the key with --kek: the gap's record says how many bytes they are, and their digest"),
  ENTRY_MALFORMED(
      Severity.ERROR,
      "a frame holds no entry",
      "check the version of this program first, then treat it as tampering"),
  INDEX_BROKEN(
      Severity.ERROR,
      "entries were deleted, inserted or put in another order",
      "treat it as tampering: keep all copies and ask who had the disk"),
  CHAIN_BROKEN(
      Severity.ERROR,
      "the entry before was changed, or this one put in its place",
      "treat it as tampering: keep all copies and ask who had the disk"),
  HASHES_DIFFER(
      Severity.ERROR,
      "the hash files are not those of the entries",
      "judge the entries by the other findings; proofs from these hash files will fail"),

  CHECKPOINT_MISSING(
      Severity.ERROR,
      "the log has entries and no checkpoint",
      "ask for the file checkpoint; without it nothing in here is signed"),
  CHECKPOINT_MALFORMED(
      Severity.ERROR,
      "what should be a checkpoint is none",
      "compare the file with another copy; a disk or a person changed it"),
  CHECKPOINT_SIGNATURE(
      Severity.ERROR,
      "a checkpoint is not signed by the log",
      "make sure that the key is the one of this log; if it is, it is tampering"),
  CHECKPOINT_MISMATCH(
      Severity.ERROR,
      "the entries are not those that were signed",
      "treat it as tampering: what was signed and what is there differ"),
  TAIL_CUT(
      Severity.ERROR,
      "the log signed more entries than there are",
      "ask for a newer copy; if there is none, entries were cut off"),
  UNSIGNED_TAIL(
      Severity.WARNING,
      "the last entries are under no checkpoint yet",
      "nothing if the log is in use: wait some seconds and copy it again"),

  WITNESS_SIGNATURE(
      Severity.ERROR,
      "what a witness is said to have signed it has not",
      "make sure that the key is the one of this witness; if it is, the note is false"),
  WITNESS_AHEAD(
      Severity.ERROR,
      "a witness has seen more entries than there are",
      "ask for a newer copy; if there is none, entries were cut off"),
  WITNESS_FORK(
      Severity.ERROR,
      "a witness has seen another log: it was forked or rewritten",
      "treat it as tampering; without CHECKPOINT_MISMATCH, by whoever holds the log's keys"),
  COPIES_DIFFER(
      Severity.ERROR,
      "another copy of the same log is another log, and both are signed",
      "keep both: together they prove that whoever holds the log's keys forked it or wrote it anew"),
  NOT_WITNESSED(
      Severity.ERROR,
      "fewer witnesses have cosigned than there should be",
      "ask the witness itself for its note and give it with --witness-note"),
  LOG_MISSING(
      Severity.ERROR,
      "a witness has seen a log that is not here",
      "ask for that log; if it cannot be had, it was taken away whole"),
  LOG_NOT_ASKED_FOR(
      Severity.WARNING,
      "a witness has seen logs for which no key was given, or another one",
      "nothing if they are not to be verified; else give their keys with --log-key"),

  CLOCK_STEP_UNEXPLAINED(
      Severity.ERROR,
      "the clock moved and no clock.step says so",
      "do not rely on times around it; ask what happened on the node"),
  CLOCK_BACK_AT_OPEN(
      Severity.ERROR,
      "the log was opened earlier than its last entry",
      "do not rely on times after it; ask why the node's clock was set back"),
  CLOCK_STEPPED(
      Severity.WARNING,
      "the clock moved, and a clock.step says so",
      "ask for the node's time service at that moment"),
  BACKDATED(
      Severity.ERROR,
      "an entry claims to be older than a checkpoint that it follows",
      "rely on the witness's time, not on the entry's; ask who set the clock"),
  FORWARD_DATED(
      Severity.ERROR,
      "an entry claims to be younger than the witness that saw it",
      "rely on the witness's time, not on the entry's; ask who set the clock"),
  SILENCE(
      Severity.WARNING,
      "there was no heartbeat for too long",
      "ask what stopped the process or the disk for so long"),

  COMPLETED_WITHOUT_ACCEPTED(
      Severity.ERROR,
      "the end of a request that was never accepted",
      "report it as a defect of the sidecar; the record of the beginning is not there"),
  COMPLETED_TWICE(
      Severity.ERROR,
      "the end of a request that had ended or been given up",
      "report it as a defect of the sidecar; which end is true is open"),
  ACCEPTED_WITHOUT_COMPLETED(
      Severity.WARNING,
      "requests without an end",
      "ask for the pod's end at that time; what became of these requests is unknown"),
  CRASHED(
      Severity.WARNING,
      "the log was opened again without having been closed",
      "ask for the pod's restarts at that time; where there was none, for its volume, which was gone"
          + " or could not be written (a GAP says so too)"),
  NOT_CLOSED(
      Severity.WARNING,
      "the log was not closed: it is still written, or was cut off",
      "nothing if the pod runs; if it is gone, ask how it ended"),
  GAP(
      Severity.WARNING,
      "records or bytes are missing, and an audit.gap says so",
      "read its record (audit show --event audit.gap --kek) and ask what happened to the disk"),
  EVENT_UNKNOWN(
      Severity.WARNING,
      "an event that this version does not know",
      "verify with a newer version of this program"),
  KEY_OLD(
      Severity.WARNING,
      "a key-encryption key was in use for longer than it may be",
      "rotate the key-encryption key; it is to be done every 90 days"),
  KEPT_TOO_LONG(
      Severity.WARNING,
      "entries are older than they may be kept",
      "delete what is past its time, or say by which rule it is kept"),

  KEY_MISSING(
      Severity.WARNING,
      "a segment's key cannot be unwrapped with the keys given",
      "give that key with --kek if records are to be checked too"),
  KEY_CHANGE_UNRECORDED(
      Severity.WARNING,
      "segments' keys are wrapped by another key, and no key.rotated says so",
      "ask who changed the key, and when; the operator makes one every 90 days"),
  CONTENT_BROKEN(
      Severity.ERROR,
      "a record does not open, or is not what the entry says",
      "treat it as forgery by somebody who holds the log's keys"),
  FIELD_MISSING(
      Severity.WARNING,
      "a record lacks a field that its event always has",
      "report it as a defect of the sidecar; the record says less than it must"),
  CONFIG_UNKNOWN(
      Severity.WARNING,
      "a request under a configuration that was never put on record",
      "ask which configuration was in force; nothing here says so"),
  PSEUDONYM_EPOCH(
      Severity.WARNING,
      "a keyed hash was made with the key of another epoch",
      "see that the sidecar takes the keys of the new epoch: old ones link for too long");

  /** How bad it is. */
  public enum Severity {
    /** Evidence of damage or of tampering. */
    ERROR,
    /** Somebody should be able to say why. */
    WARNING
  }

  private final Severity severity;
  private final String meaning;
  private final String advice;

  Code(Severity severity, String meaning, String advice) {
    this.severity = severity;
    this.meaning = meaning;
    this.advice = advice;
  }

  public Severity severity() {
    return severity;
  }

  /** In words. */
  public String meaning() {
    return meaning;
  }

  /** What the reader should do. */
  public String advice() {
    return advice;
  }
}
