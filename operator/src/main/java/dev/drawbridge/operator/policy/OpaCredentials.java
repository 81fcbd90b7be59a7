package dev.drawbridge.operator.policy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The token and the trusted certificates, read again whenever one of the files changes. */
final class OpaCredentials {

  /** Anything else in a header would be refused, or end it. */
  private static final Pattern SENDABLE = Pattern.compile("[!-~]+");

  private final Path tokenFile;
  private final Path caFile;
  private @Nullable Current current;

  OpaCredentials(Path tokenFile, Path caFile) {
    this.tokenFile = tokenFile;
    this.caFile = caFile;
  }

  /** What the files say now. */
  record Current(List<FileTime> readAt, String token, HttpClient client) {}

  synchronized Current current() throws IOException {
    List<FileTime> now = List.of(changed(tokenFile), changed(caFile));
    if (current == null || !current.readAt().equals(now)) {
      current = new Current(now, token(), client());
    }
    return current;
  }

  private static FileTime changed(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException e) {
      // Its own message is the bare path.
      throw new IOException("cannot read " + file + ": there is no such file", e);
    }
  }

  private String token() throws IOException {
    String token = Files.readString(tokenFile, StandardCharsets.US_ASCII).strip();
    if (!SENDABLE.matcher(token).matches()) {
      throw new IOException(
          tokenFile + " is no token: it must be one line of printable characters");
    }
    return token;
  }

  private HttpClient client() throws IOException {
    try (InputStream pem = Files.newInputStream(caFile)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return HttpClient.newBuilder()
          .sslContext(tls)
          .proxy(HttpClient.Builder.NO_PROXY)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot read the certificates in " + caFile, e);
    }
  }
}
