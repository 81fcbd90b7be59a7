package dev.drawbridge.audit.writer;

/** When a record's receipt says that it is durable. */
public enum Durability {
  /** On disk; the writer syncs as soon as it can. */
  STRICT,
  /** On disk; the writer waits up to the window for more records before it syncs. */
  GROUP,
  /** With the operating system. Public data only: a power cut loses up to the window. */
  ASYNC
}
