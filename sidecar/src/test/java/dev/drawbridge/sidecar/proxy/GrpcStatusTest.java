package dev.drawbridge.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcStatusTest {

  private static final int BEFORE = -1;
  private static final int UNKNOWN = 2;

  @ParameterizedTest
  @CsvSource({"0, 0", "14, 14", "99, 99"})
  void isWhatTheModelSays(String said, int status) {
    assertThat(status(said)).isEqualTo(status);
  }

  /** The record must not call a call well that nobody would. */
  @ParameterizedTest
  @CsvSource({"4294967295", "2147483648", "-1", "ok", "''", "99999999999"})
  void isUnknownWhereItIsNoStatus(String said) {
    assertThat(status(said)).isEqualTo(UNKNOWN);
  }

  @Test
  void staysWhatItWasWhereNothingIsSaid() {
    assertThat(GrpcStatus.in(new DefaultHttpHeaders(), BEFORE)).isEqualTo(BEFORE);
  }

  private static int status(String said) {
    return GrpcStatus.in(new DefaultHttpHeaders().set("grpc-status", said), BEFORE);
  }
}
