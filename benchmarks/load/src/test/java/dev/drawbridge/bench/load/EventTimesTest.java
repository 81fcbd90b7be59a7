package dev.drawbridge.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTimesTest {

  @Test
  void findsTimesHoweverTheStreamIsCut() {
    String stream = "data: {\"content\":\"@0000000000000000042 \"}\n\ndata: @0000000000123456789";
    for (int cut = 0; cut <= stream.length(); cut++) {
      List<Long> found = new ArrayList<>();
      EventTimes times = new EventTimes(found::add);

      for (String piece : List.of(stream.substring(0, cut), stream.substring(cut))) {
        times.read(Unpooled.copiedBuffer(piece, StandardCharsets.US_ASCII));
      }

      assertThat(found).as("cut at %d", cut).containsExactly(42L, 123_456_789L);
    }
  }
}
