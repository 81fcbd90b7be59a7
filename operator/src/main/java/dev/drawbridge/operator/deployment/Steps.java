package dev.drawbridge.operator.deployment;

/** The steps of a reconcile, in the order they are taken, and those of a deletion. */
public record Steps(
    Gatherer gatherer,
    Adjudicator adjudicator,
    Serving serving,
    Outlet outlet,
    Deletion deletion) {}
