package dev.drawbridge.bench.load;

import dev.drawbridge.bench.http.Loop;
import dev.drawbridge.bench.model.ModelStub;
import io.netty.handler.ssl.SslContext;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Starts the model stub and prints its port. Then reads orders from standard input, a line each,
 * and answers each with a line of JSON: figures, or an object whose member {@code error} says why
 * there are none. Ends when standard input does.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails, the pipeline hears of.
public final class LoadMain {

  private static final int EVENTS = 100;
  private static final long INTERVAL_MICROS = 50_000; // 20 tokens a second

  private final Loop loop = Loop.start();
  private final Map<Order.Protocol, SslContext> tls = new EnumMap<>(Order.Protocol.class);
  private final String host;

  private LoadMain(Path certificates, String host) throws Exception {
    this.host = host;
    for (Order.Protocol protocol : Order.Protocol.values()) {
      tls.put(protocol, ClientTls.of(certificates, protocol));
    }
  }

  /** Arguments: the folder with client's certificates, and the server's name in its own. */
  public static void main(String[] args) throws Exception {
    LoadMain main = new LoadMain(Path.of(args[0]), args[1]);
    try (ModelStub model = ModelStub.start(main.loop, EVENTS, INTERVAL_MICROS)) {
      System.out.println(model.port());
      BufferedReader orders =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line; (line = orders.readLine()) != null; ) {
        System.out.println(main.answer(line));
      }
    }
    main.loop.group().shutdownGracefully();
  }

  private String answer(String line) {
    try {
      return carryOut(loop, Order.parse(line), tls, host).json();
    } catch (CompletionException | IllegalArgumentException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return "{\"error\": \"%s\"}".formatted(String.valueOf(cause.getMessage()).replace('"', '\''));
    }
  }

  /**
   * Measures.
   *
   * @throws CompletionException if a connection cannot be made
   */
  static Tally carryOut(Loop loop, Order order, Map<Order.Protocol, SslContext> tls, String host) {
    @Nullable SslContext used = order.tls() ? tls.get(order.protocol()) : null;
    return new Run(loop, order, new Connector(loop, order, used, host)).start().join();
  }
}
