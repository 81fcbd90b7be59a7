package dev.drawbridge.sidecar.metrics;

/** Why a TLS handshake failed. */
public enum HandshakeFailure {
  /** The peer showed none. */
  NO_CERTIFICATE("no-certificate"),
  /** The peer's is not trusted, not valid now, or names no usable identity. */
  CERTIFICATE("certificate"),
  /** Version, cipher, or no TLS at all. */
  PROTOCOL("protocol"),
  /** It was not over in time. */
  TIMEOUT("timeout");

  private final String text;

  HandshakeFailure(String text) {
    this.text = text;
  }

  /** Value of the label {@code reason}. */
  public String text() {
    return text;
  }
}
