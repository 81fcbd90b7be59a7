package dev.drawbridge.operator.probe;

import dev.drawbridge.operator.control.WallState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Tries to come in at a port where it may, and at one where it may not. Only both answers together
 * tell something: a pod that is away keeps everybody out.
 */
public final class WallProbe {

  private final Duration patience;

  /**
   * Makes a probe.
   *
   * @param patience with each of the two; what takes longer counts as kept out
   */
  public WallProbe(Duration patience) {
    this.patience = patience;
  }

  public WallState look(InetSocketAddress permitted, InetSocketAddress forbidden) {
    if (comesIn(forbidden)) {
      return WallState.OPEN;
    }
    return comesIn(permitted) ? WallState.CLOSED : WallState.SILENT;
  }

  /** Refused is not in: some network plugins answer a packet that they stop. */
  private boolean comesIn(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, Math.toIntExact(patience.toMillis()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
