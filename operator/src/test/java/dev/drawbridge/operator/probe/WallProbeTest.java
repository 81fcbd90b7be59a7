package dev.drawbridge.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.control.WallState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WallProbeTest {

  private final WallProbe probe = new WallProbe(Duration.ofSeconds(1));

  @ParameterizedTest
  @CsvSource({
    "true, false, CLOSED",
    "true, true, OPEN",
    "false, true, OPEN",
    "false, false, SILENT",
  })
  void tellsWallsThatHoldFromPodsThatAreAway(
      boolean permittedListens, boolean forbiddenListens, WallState seen) throws IOException {
    try (ServerSocket permitted = port(permittedListens);
        ServerSocket forbidden = port(forbiddenListens)) {
      assertThat(probe.look(address(permitted), address(forbidden))).isEqualTo(seen);
    }
  }

  /** A port that is listened on, or was a moment ago. */
  private static ServerSocket port(boolean listens) throws IOException {
    ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    if (!listens) {
      socket.close();
    }
    return socket;
  }

  private static InetSocketAddress address(ServerSocket socket) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }
}
