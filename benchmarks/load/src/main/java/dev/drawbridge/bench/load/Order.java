package dev.drawbridge.bench.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One measurement, as a line of {@code name=value} words.
 *
 * @param kind how load is put on
 * @param port on loopback
 * @param tls whether by mutual TLS, or in clear text
 * @param protocol of the connections
 * @param answer what the model is asked for
 * @param connections at a time
 * @param streams at a time on each connection of HTTP/2
 * @param rate requests per second of {@link Kind#OPEN}
 * @param warm not counted, before
 * @param measured counted
 * @param limit requests at most, counted or not
 * @param servers processes whose CPU time is taken
 */
record Order(
    Kind kind,
    int port,
    boolean tls,
    Protocol protocol,
    Answer answer,
    int connections,
    int streams,
    double rate,
    Duration warm,
    Duration measured,
    long limit,
    List<Long> servers) {

  /** How load is put on. */
  enum Kind {
    /** Each place asks again as soon as it is answered. */
    CLOSED,
    /**
     * Requests come at random times, whether or not those before are answered. One that has to wait
     * for a place is late from the moment it was due.
     */
    OPEN,
    /** A new connection for each request. */
    HANDSHAKE,
    /** Connections that have asked once and stay. */
    IDLE
  }

  /** What is spoken. */
  enum Protocol {
    H1,
    H2
  }

  /** What the model is asked for. */
  enum Answer {
    SMALL,
    LARGE,
    EVENTS
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException which names the word that is missing or wrong
   */
  static Order parse(String line) {
    Words words =
        new Words(
            Arrays.stream(line.strip().split(" +", -1))
                .map(word -> word.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[pair.length - 1])));
    return new Order(
        Kind.valueOf(words.upper("kind")),
        words.integer("port"),
        words.of("tls").equals("mutual"),
        Protocol.valueOf(words.upper("protocol")),
        Answer.valueOf(words.upper("answer")),
        words.integer("connections"),
        words.integer("streams"),
        words.number("rate"),
        words.seconds("warm"),
        words.seconds("seconds"),
        words.integer("limit"),
        Arrays.stream(words.of("servers").split(",", -1))
            .filter(pid -> !pid.isEmpty())
            .map(Long::valueOf)
            .toList());
  }

  private record Words(Map<String, String> values) {

    String of(String name) {
      String value = values.get(name);
      if (value == null) {
        throw new IllegalArgumentException("the word %s= is missing".formatted(name));
      }
      return value;
    }

    String upper(String name) {
      return of(name).toUpperCase(Locale.ROOT);
    }

    double number(String name) {
      try {
        return Double.parseDouble(of(name));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("%s=%s is no number".formatted(name, of(name)), e);
      }
    }

    int integer(String name) {
      return (int) number(name);
    }

    Duration seconds(String name) {
      return Duration.ofNanos((long) (number(name) * 1e9));
    }
  }
}
