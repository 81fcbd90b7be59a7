package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.authorisation.Access;
import dev.drawbridge.sidecar.config.SidecarConfig;
import dev.drawbridge.sidecar.protocol.Endpoints;
import dev.drawbridge.sidecar.record.ConfigTexts;

/** One configuration with what follows from it. A request keeps the one that it began with. */
public record Rules(SidecarConfig config, Access access, Endpoints endpoints, ConfigTexts texts) {

  public static Rules of(SidecarConfig config) {
    return new Rules(
        config, Access.of(config), Endpoints.of(config.protocol()), new ConfigTexts(config));
  }
}
