package dev.drawbridge.cli.report;

import java.util.Optional;

/** Which program this is. */
public final class Software {

  public static final String NAME_AND_VERSION =
      "kubectl-drawbridge "
          + Optional.ofNullable(Software.class.getPackage().getImplementationVersion())
              .orElse("dev");

  private Software() {}
}
