package dev.drawbridge.sidecar.tls;

import dev.drawbridge.sidecar.config.SidecarConfig.Tls.Version;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.internal.tcnative.SSL;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * TLS of the door, made of one reading of its files.
 *
 * @param context for new connections
 * @param trust for those that are open
 */
public record DoorTls(SslContext context, ClientTrust trust) {

  private static final SslProvider PROVIDER =
      OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;

  /**
   * Netty hands the key over in a key store that is never written. The usual type would take
   * thousands of rounds of a hash to lock it, and again to open it.
   */
  private static final String IN_MEMORY = "JKS";

  /** For whoever starts it: which TLS this is. */
  public static String provider() {
    return OpenSsl.isAvailable() ? String.valueOf(OpenSsl.versionString()) : "the JDK's TLS";
  }

  /** Whether a resumed session could come in without its certificate being verified again. */
  public static boolean mayResume() {
    return PROVIDER == SslProvider.JDK;
  }

  /**
   * Makes it.
   *
   * @throws GeneralSecurityException if a certificate cannot be read or nobody is trusted
   * @throws IOException if the key cannot be read, or is not that of the certificate
   * @throws IllegalArgumentException likewise
   */
  public static DoorTls of(TlsFiles files, Version minimum)
      throws GeneralSecurityException, IOException {
    ClientTrust trust = ClientTrust.of(certificates(files.authorities()));
    SslContext context =
        SslContextBuilder.forServer(
                new ByteArrayInputStream(files.chain()), new ByteArrayInputStream(files.key()))
            .sslProvider(PROVIDER)
            .keyStoreType(IN_MEMORY)
            .trustManager(trust)
            .clientAuth(ClientAuth.REQUIRE)
            .protocols(versions(minimum))
            .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2,
                    ApplicationProtocolNames.HTTP_1_1))
            .build();
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setSessionCacheEnabled(false);
    }
    return new DoorTls(context, trust);
  }

  /** TLS of a new connection, which resumes none before: who resumes shows no certificate. */
  public SslHandler handler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    if (handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
      // Netty has turned tickets on again, as for each engine that speaks TLS 1.3.
      SSL.setOptions(engine.sslPointer(), SSL.SSL_OP_NO_TICKET);
    }
    return handler;
  }

  private static String[] versions(Version minimum) {
    return switch (minimum) {
      case V1_3 -> new String[] {"TLSv1.3"};
      case V1_2 -> new String[] {"TLSv1.3", "TLSv1.2"};
    };
  }

  private static List<X509Certificate> certificates(byte[] pem) throws GeneralSecurityException {
    List<X509Certificate> all =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (all.isEmpty()) {
      throw new GeneralSecurityException("ca.crt holds no certificate");
    }
    return all;
  }
}
