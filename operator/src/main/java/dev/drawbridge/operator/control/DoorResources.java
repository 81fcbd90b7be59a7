package dev.drawbridge.operator.control;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * What the door of each pod asks for and may use at most. Bodies of requests wait in its memory, so
 * its limit is twice what it usually has.
 */
public final class DoorResources {

  public static final Map<String, Quantity> REQUESTS =
      Map.of("cpu", new Quantity("100m"), "memory", new Quantity("128Mi"));

  public static final Map<String, Quantity> LIMITS =
      Map.of("cpu", new Quantity("2"), "memory", new Quantity("256Mi"));

  private DoorResources() {}
}
