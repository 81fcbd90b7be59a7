package dev.drawbridge.operator.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.operator.harness.Installation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The webhook of one of the operator's pods, called as the API server calls it. */
record Replica(String ip, SSLContext trusting) {

  private static final int PORT = 9443;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  static Replica of(Pod operator, KubernetesClient client) {
    String authority =
        client
            .secrets()
            .inNamespace(Installation.NAMESPACE)
            .withName("drawbridge-operator-tls")
            .get()
            .getData()
            .get("ca.crt");
    return new Replica(
        operator.getStatus().getPodIP(), trusting(Base64.getDecoder().decode(authority)));
  }

  private static SSLContext trusting(byte[] authority) {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "chart",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(authority)));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the chart's authority cannot be used", e);
    }
  }

  /** What it answers to a review. */
  JsonNode answer(ObjectNode review) throws IOException {
    HttpsURLConnection call =
        (HttpsURLConnection)
            URI.create("https://%s:%d/admission/modeldeployments".formatted(ip, PORT))
                .toURL()
                .openConnection();
    call.setSSLSocketFactory(trusting.getSocketFactory());
    // Its certificate has the name of the Service, of which this is one pod.
    call.setHostnameVerifier((address, session) -> address.equals(ip));
    call.setConnectTimeout(PATIENCE_MILLIS);
    call.setReadTimeout(PATIENCE_MILLIS);
    call.setRequestMethod("POST");
    call.setRequestProperty("Content-Type", "application/json");
    call.setDoOutput(true);
    try (OutputStream body = call.getOutputStream()) {
      body.write(review.toString().getBytes(StandardCharsets.UTF_8));
    }
    try (InputStream body = call.getInputStream()) {
      return JSON.readTree(body).path("response");
    }
  }
}
