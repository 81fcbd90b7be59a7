package dev.drawbridge.operator.collector;

import java.time.Clock;

/**
 * What every visit works with.
 *
 * @param doors the ways to the logs
 */
record Equipment(
    PodLogs doors,
    Copies copies,
    Cosigning cosigning,
    TrustedKeys keys,
    GivenConfigurations configurations,
    Clock clock) {}
