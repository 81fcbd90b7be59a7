package dev.drawbridge.operator.plan;

/** The name under which the operator owns fields in server-side apply. */
public final class FieldManager {

  public static final String NAME = "drawbridge-operator";

  private FieldManager() {}
}
