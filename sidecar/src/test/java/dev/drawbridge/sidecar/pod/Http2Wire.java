package dev.drawbridge.sidecar.pod;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection of HTTP/2 on which a consumer writes whatever bytes he likes. */
public final class Http2Wire implements AutoCloseable {

  private static final String ASKED = "is there";

  private final SSLSocket socket;

  /**
   * What the door sent.
   *
   * @param payload byte by byte
   */
  public record Sent(int type, int flags, int stream, String payload) {}

  private Http2Wire(Pod pod) throws IOException {
    socket = pod.raw();
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
  }

  /** Without anything on it yet. */
  public static Http2Wire silent(Pod pod) throws IOException {
    return new Http2Wire(pod);
  }

  /** With what each has to begin with (RFC 9113, 3.4). */
  public static Http2Wire begun(Pod pod) throws IOException {
    Http2Wire wire = new Http2Wire(pod);
    wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    wire.send(new Frames().frame(Frames.SETTINGS, 0, 0).bytes());
    return wire;
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** How long the door is waited for; it may wait itself, for the rest of a frame. */
  public Http2Wire patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
    return this;
  }

  /** What the door sends stays with the door, but for a little. */
  public Http2Wire takesLittle() throws IOException {
    socket.setReceiveBufferSize(4096);
    return this;
  }

  /** Waits until the door has taken everything, or has hung up; returns what it sent meanwhile. */
  public List<Sent> settle() throws IOException {
    List<Sent> all = new ArrayList<>();
    try {
      send(new Frames().frame(Frames.PING, 0, 0, ASKED.getBytes(ISO_8859_1)).bytes());
      for (Sent sent = read(); ; sent = read()) {
        all.add(sent);
        if (sent.type() == Frames.PING && sent.payload().equals(ASKED)) {
          return all;
        }
      }
    } catch (IOException e) {
      return all; // it has hung up, as it may on whoever does not keep to HTTP/2
    }
  }

  /** What the door still sends until it hangs up; fails if it does not. */
  public List<Sent> rest() throws SocketTimeoutException {
    List<Sent> all = new ArrayList<>();
    try {
      while (true) {
        all.add(read());
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return all;
    }
  }

  /** The next frame. */
  public Sent read() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Sent(type, flags, stream, new String(payload, ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
