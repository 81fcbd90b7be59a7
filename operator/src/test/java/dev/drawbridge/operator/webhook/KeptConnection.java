package dev.drawbridge.operator.webhook;

import dev.drawbridge.testbed.Testbed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A caller of the webhook that keeps its connection open, as an API server does. */
record KeptConnection(HttpClient http, URI endpoint) {

  private static final String CLOSE = " close";

  static KeptConnection to(OperatorProcess operator, Testbed testbed) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust(testbed))
            .build();
    return new KeptConnection(http, operator.webhook("/admission/modeldeployments"));
  }

  /**
   * Sends reviews that are empty, and so refused with 400, one after the other on one connection,
   * until it is told that the connection closes, or finds it closed.
   */
  List<String> askUntilItCloses() {
    List<String> answers = new ArrayList<>();
    String answer = "";
    while (!answer.endsWith(CLOSE)) {
      answer = ask();
      answers.add(answer);
    }
    return answers;
  }

  private String ask() {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build();
    try {
      HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
      return "%d %s"
          .formatted(
              response.statusCode(), response.headers().firstValue("connection").orElse("keep"));
    } catch (IOException e) {
      return "cut off, without a word: " + e + CLOSE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext trust(Testbed testbed) {
    try (InputStream ca = Files.newInputStream(testbed.caFile())) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
