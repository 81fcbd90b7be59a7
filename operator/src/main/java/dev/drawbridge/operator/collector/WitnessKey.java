package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.note.WitnessSigner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The key of the witness: made once, by the leader, into a Secret that it may create and not read;
 * the kubelet mounts it. The public half is published in a ConfigMap, and what is mounted must be
 * that: a witness that changes its key unseen is none.
 */
final class WitnessKey {

  static final String NAME = "drawbridge-witness";
  static final String KEY = "witness.key";
  static final String VKEY = "witness.vkey";

  private final KubernetesClient client;
  private final String namespace;
  private final Path mounted;
  private final String name;

  WitnessKey(KubernetesClient client, String namespace, Path mounted, String name) {
    this.client = client;
    this.namespace = namespace;
    this.mounted = mounted;
    this.name = name;
  }

  /**
   * The key, made if there is none.
   *
   * @return empty while it is made already and not mounted yet, which takes a minute or two
   * @throws IOException if it cannot be made, read or published, or is not the one that is
   *     published
   */
  Optional<WitnessSigner> get() throws IOException {
    Optional<WitnessSigner> signer = read();
    if (signer.isEmpty()) {
      signer = make();
    }
    if (signer.isPresent()) {
      publish(signer.get().verifier().vkey());
    }
    return signer;
  }

  private Optional<WitnessSigner> read() throws IOException {
    Path key = mounted.resolve(KEY);
    if (!Files.exists(key)) {
      return Optional.empty();
    }
    try {
      String vkey = Files.readString(mounted.resolve(VKEY), StandardCharsets.US_ASCII).strip();
      return Optional.of(WitnessSigner.of(VerifierKey.parse(vkey), Files.readAllBytes(key)));
    } catch (GeneralSecurityException | MalformedNoteException e) {
      throw new IOException(
          "Secret %s holds no key of a witness (%s); restore it from a backup"
              .formatted(NAME, e.getMessage()),
          e);
    }
  }

  private Optional<WitnessSigner> make() throws IOException {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("ML-DSA-44").generateKeyPair();
      WitnessSigner signer = new WitnessSigner(name, pair);
      client.secrets().inNamespace(namespace).resource(secret(signer, pair)).create();
      return Optional.of(signer);
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw new IOException("Secret %s cannot be made: %s".formatted(NAME, e.getMessage()), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks ML-DSA-44", e);
    }
  }

  private Secret secret(WitnessSigner signer, KeyPair pair) {
    byte[] vkey = signer.verifier().vkey().getBytes(StandardCharsets.US_ASCII);
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(NAME)
        .endMetadata()
        .withImmutable(true)
        .withData(
            Map.of(
                KEY, Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()),
                VKEY, Base64.getEncoder().encodeToString(vkey)))
        .build();
  }

  private void publish(String vkey) throws IOException {
    try {
      ConfigMap found = client.configMaps().inNamespace(namespace).withName(NAME).get();
      if (found == null) {
        client.configMaps().inNamespace(namespace).resource(published(vkey)).create();
      } else if (found.getData() == null || !vkey.equals(found.getData().get(VKEY))) {
        throw new IOException(
            "the key in Secret %s is not the one that ConfigMap %s publishes, so somebody replaced one of them: find out who, put the Secret back, and do not delete the ConfigMap"
                .formatted(NAME, NAME));
      }
    } catch (KubernetesClientException e) {
      throw new IOException("the key cannot be published: " + e.getMessage(), e);
    }
  }

  private ConfigMap published(String vkey) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(NAME)
        .endMetadata()
        .withImmutable(true)
        .withData(Map.of(VKEY, vkey))
        .build();
  }
}
