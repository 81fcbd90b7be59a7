package dev.drawbridge.sidecar.tls;

import dev.drawbridge.tls.SpiffeIds;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The SPIFFE id of a certificate, by the X.509-SVID specification: the only URI among its
 * alternative names.
 *
 * @param text at most 256 characters here, so that it fits into a record; SPIFFE allows 2,048 bytes
 */
public record SpiffeId(String text) {

  private static final int MAX_LENGTH = 256;
  private static final Pattern FORM =
      Pattern.compile("spiffe://[a-z0-9._-]{1,255}(/[A-Za-z0-9._-]+)+");

  /** A certificate names nobody; the message says why, for the consumer. */
  public static final class NoSpiffeIdException extends Exception {
    private static final long serialVersionUID = 1;

    NoSpiffeIdException(String message) {
      super(message);
    }
  }

  /** Reads it from a certificate whose chain has been verified. */
  public static SpiffeId of(X509Certificate leaf) throws NoSpiffeIdException {
    if (leaf.getBasicConstraints() >= 0) {
      throw new NoSpiffeIdException("The client certificate is that of an authority.");
    }
    List<String> uris = uris(leaf);
    if (uris.size() != 1) {
      throw new NoSpiffeIdException(
          "The client certificate has %d URIs as alternative names, and must have one."
              .formatted(uris.size()));
    }
    return parse(uris.getFirst());
  }

  /** Checks a text. Nothing is normalised: ids are compared letter by letter. */
  public static SpiffeId parse(String text) throws NoSpiffeIdException {
    if (text.length() > MAX_LENGTH
        || !FORM.matcher(text).matches()
        || text.contains("/./")
        || text.contains("/../")
        || text.endsWith("/.")
        || text.endsWith("/..")) {
      throw new NoSpiffeIdException(
          "The URI in the client certificate is no SPIFFE id of at most 256 characters.");
    }
    return new SpiffeId(text);
  }

  private static List<String> uris(X509Certificate leaf) throws NoSpiffeIdException {
    try {
      return SpiffeIds.of(leaf);
    } catch (CertificateParsingException e) {
      throw new NoSpiffeIdException("The alternative names of the client certificate are broken.");
    }
  }
}
