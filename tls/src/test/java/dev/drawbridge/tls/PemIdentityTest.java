package dev.drawbridge.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.drawbridge.testbed.authority.IssuedCertificate;
import dev.drawbridge.testbed.authority.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemIdentityTest {

  private static final TestAuthority AUTHORITY = new TestAuthority();

  @TempDir Path folder;
  private final IssuedCertificate issued = AUTHORITY.issue("spiffe://example/a");

  private static PemIdentity identity(IssuedCertificate of) {
    return new PemIdentity(
        List.of(of.certificate()), of.keys().getPrivate(), List.of(of.authority()));
  }

  @Test
  void readsWhatIsInASecret() throws IOException {
    assertThat(PemIdentity.read(issued.write(folder))).isEqualTo(identity(issued));
  }

  @ParameterizedTest
  @CsvSource({"EC, EC PRIVATE KEY", "RSA, RSA PRIVATE KEY"})
  void readsKeysInTheFormsThatCertManagerUsesByDefault(String kind, String label)
      throws IOException {
    KeyPair keys = TestAuthority.keys(kind);
    Instant now = Instant.now();
    IssuedCertificate other = AUTHORITY.issue(keys, now.minusSeconds(60), now.plusSeconds(60));
    other.write(folder);
    Files.writeString(
        folder.resolve("tls.key"), IssuedCertificate.pem(label, bare(keys.getPrivate())));

    assertThat(PemIdentity.read(folder)).isEqualTo(identity(other));
  }

  /** Without what PKCS #8 puts around it. */
  private static byte[] bare(PrivateKey key) throws IOException {
    return PrivateKeyInfo.getInstance(key.getEncoded())
        .parsePrivateKey()
        .toASN1Primitive()
        .getEncoded();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls.crt", "tls.key", "ca.crt"})
  void namesTheFileThatIsMissingOrHoldsSomethingElse(String name) throws IOException {
    issued.write(folder);

    Files.writeString(folder.resolve(name), "something else");
    assertThatIOException()
        .isThrownBy(() -> PemIdentity.read(folder))
        .withMessageContainingAll(name, "must");

    Files.delete(folder.resolve(name));
    assertThatIOException()
        .isThrownBy(() -> PemIdentity.read(folder))
        .withMessageContainingAll("there is no file", name);
  }

  @Test
  void refusesAKeyOfAnotherCertificate() throws IOException {
    issued.write(folder);
    byte[] other = TestAuthority.keys("EC").getPrivate().getEncoded();
    Files.writeString(folder.resolve("tls.key"), IssuedCertificate.pem("PRIVATE KEY", other));

    assertThatIOException()
        .isThrownBy(() -> PemIdentity.read(folder))
        .withMessageContaining("is not the key of the certificate");
  }

  @Test
  void takesWhatIsThereAnewAfterASecondAndKeepsTheOldWhileTheNewIsBroken() throws IOException {
    AtomicLong now = new AtomicLong();
    IdentityFolder identities = new IdentityFolder(issued.write(folder), now::get);
    IssuedCertificate next = AUTHORITY.issue("spiffe://example/next");

    Files.writeString(folder.resolve("tls.crt"), "half a certificate");
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(identities.get()).isEqualTo(identity(issued));
    assertThat(identities.problem()).contains("tls.crt");

    next.write(folder);
    assertThat(identities.get()).isEqualTo(identity(issued));
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(identities.get()).isEqualTo(identity(next));
    assertThat(identities.problem()).isEmpty();
  }
}
