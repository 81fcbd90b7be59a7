package dev.drawbridge.sidecar.proxy;

/** Whether a Host is one (RFC 9110, 7.2): a name or an address, and perhaps a port. */
final class HostName {

  private static final int PORT_DIGITS = 5;

  private HostName() {}

  static boolean plain(String host) {
    int end = host.startsWith("[") ? addressEnd(host) : nameEnd(host);
    return end > 0 && (end == host.length() || port(host, end));
  }

  /** Behind the bracket that closes an IPv6 address; 0 if there is none. */
  private static int addressEnd(String host) {
    int at = 1;
    while (at < host.length() && "0123456789abcdefABCDEF:.".indexOf(host.charAt(at)) >= 0) {
      at++;
    }
    return at > 1 && at < host.length() && host.charAt(at) == ']' ? at + 1 : 0;
  }

  private static int nameEnd(String host) {
    int at = 0;
    while (at < host.length() && inName(host.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean inName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || digit(c)
        || c == '.'
        || c == '-'
        || c == '_';
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean port(String host, int colon) {
    int digits = host.length() - colon - 1;
    return host.charAt(colon) == ':'
        && digits > 0
        && digits <= PORT_DIGITS
        && host.chars().skip(colon + 1L).allMatch(c -> digit((char) c));
  }
}
