package dev.drawbridge.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks the testbed's OPA which policies it decides by. */
final class Opa {

  private static final String DECISION = "/v1/data/drawbridge/admission/decision?provenance=true";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Opa() {}

  static String revision(URI url, String token, Path ca) {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(DECISION))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"input\":{}}"))
            .build();
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(ca)).build()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("OPA answers " + answer.statusCode() + answer.body());
      }
      JsonNode bundles = new ObjectMapper().readTree(answer.body()).at("/provenance/bundles");
      return bundles.path("drawbridge").path("revision").asText();
    } catch (IOException e) {
      throw new UncheckedIOException("OPA does not answer; `testbed status` tells more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking OPA", e);
    }
  }

  private static SSLContext trusting(Path ca) throws IOException {
    try (InputStream pem = Files.newInputStream(ca)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "testbed", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the testbed's CA certificate " + ca + " cannot be used", e);
    }
  }
}
