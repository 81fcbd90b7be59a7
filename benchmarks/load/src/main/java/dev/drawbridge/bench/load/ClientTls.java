package dev.drawbridge.bench.load;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;

/** TLS 1.3 with a client certificate and one cipher, so that all servers do the same work. */
final class ClientTls {

  private ClientTls() {}

  /**
   * @param folder holds {@code client.crt}, {@code client.key} and {@code ca.crt}
   */
  static SslContext of(Path folder, Order.Protocol protocol) throws SSLException {
    String name =
        switch (protocol) {
          case H1 -> "http/1.1";
          case H2 -> "h2";
        };
    return SslContextBuilder.forClient()
        .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
        .keyManager(folder.resolve("client.crt").toFile(), folder.resolve("client.key").toFile())
        .trustManager(folder.resolve("ca.crt").toFile())
        .protocols("TLSv1.3")
        .ciphers(List.of("TLS_AES_128_GCM_SHA256"))
        .sessionCacheSize(1) // 0 would be the default size
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                name))
        .build();
  }
}
