package dev.drawbridge.sidecar.pod;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;

/**
 * An answer of HTTP/1.1 as bytes.
 *
 * @param status 0 if the connection ended before there was any
 */
public record RawAnswer(int status, String head, String body) {

  /** Sends bytes as they are, and reads one answer. */
  public static RawAnswer to(Socket socket, String request) throws IOException {
    send(socket, request);
    return read(socket);
  }

  public static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Reads one answer that has a length, or none. */
  public static RawAnswer read(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return new RawAnswer(0, head.toString(), "");
      }
      head.append((char) b);
    }
    String text = head.toString();
    int length = 0;
    for (String line : text.split("\r\n", -1)) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    String body = new String(in.readNBytes(length), ISO_8859_1);
    return new RawAnswer(Integer.parseInt(text.substring(9, 12)), text, body);
  }

  /** Value of a header that is there once; empty if it is not there. */
  public String header(String name) {
    List<String> values =
        head.lines()
            .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
            .map(line -> line.substring(name.length() + 1).strip())
            .toList();
    if (values.size() > 1) {
      throw new AssertionError("several of " + name + ": " + values);
    }
    return String.join("", values);
  }

  /** Whether the other side has ended it, after what it may still have sent. */
  public static boolean ended(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // Not of interest.
    }
    return true;
  }
}
