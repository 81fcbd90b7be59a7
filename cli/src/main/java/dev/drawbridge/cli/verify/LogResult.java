package dev.drawbridge.cli.verify;

import dev.drawbridge.audit.verify.Report;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What came out for one log.
 *
 * @param contents what its records say; empty if none were opened
 */
public record LogResult(Path folder, Report report, Optional<ContentSummary> contents) {}
