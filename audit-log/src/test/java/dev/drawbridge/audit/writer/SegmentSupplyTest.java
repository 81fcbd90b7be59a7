package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.store.MemoryDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentSupplyTest {

  private final MemoryDisk disk = new MemoryDisk();
  private final List<Runnable> background = new ArrayList<>();

  /** Whoever has the log next may have a file under that name by then, and write into it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void makesNoSpareAnyMoreOnceTheLogHasEnded(boolean inGoodOrder) throws IOException {
    LogSettings.Limits limits = new LogSettings.Limits(64, 16 << 10, 1 << 22, 1 << 22);
    SegmentSupply supply = new SegmentSupply(disk, limits, background::add);
    supply.prepare();
    if (inGoodOrder) {
      supply.close();
    } else {
      supply.release();
    }

    background.forEach(Runnable::run);

    assertThat(background).hasSize(1);
    assertThat(disk.list("segments")).isEmpty();
    assertThat(disk.open()).isEmpty();
  }
}
