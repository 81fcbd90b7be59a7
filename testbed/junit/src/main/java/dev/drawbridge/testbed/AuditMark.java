package dev.drawbridge.testbed;

/** A place in the API server's audit log; see {@link Testbed#auditMark()}. */
public record AuditMark(long offset) {}
