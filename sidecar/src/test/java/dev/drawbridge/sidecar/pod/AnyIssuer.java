package dev.drawbridge.sidecar.pod;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** Shows its certificate whoever the server says it trusts, as an attacker would. */
final class AnyIssuer extends X509ExtendedKeyManager {

  private final X509KeyManager keys;
  private final Runnable whenAsked;

  private AnyIssuer(X509KeyManager keys, Runnable whenAsked) {
    this.keys = keys;
    this.whenAsked = whenAsked;
  }

  /** Does something before it shows its certificate. */
  static KeyManager of(KeyManager keys, Runnable whenAsked) {
    return keys instanceof X509KeyManager x509 ? new AnyIssuer(x509, whenAsked) : keys;
  }

  private @Nullable String alias() {
    for (String type : new String[] {"EC", "RSA"}) {
      String[] aliases = keys.getClientAliases(type, null);
      if (aliases != null && aliases.length > 0) {
        return aliases[0];
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    whenAsked.run();
    return alias();
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias();
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return keys.getClientAliases(type, issuers);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return keys.getCertificateChain(alias);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return keys.getPrivateKey(alias);
  }
}
