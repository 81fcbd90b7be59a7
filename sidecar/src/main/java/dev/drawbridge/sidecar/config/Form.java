package dev.drawbridge.sidecar.config;

import java.util.regex.Pattern;

/** What a text has to look like, and how somebody who has to correct it is told. */
enum Form {
  LABEL("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", "a DNS label of at most 63 characters"),
  NAME("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?", "a DNS name of at most 253 characters"),
  DIGEST("sha256:[0-9a-f]{64}", "sha256: and 64 lower-case hex digits"),
  LINE("[^\\p{Cntrl}]{1,256}", "one line of 1 to 256 characters"),
  PATH("/[!-~&&[^#]]{0,1023}", "a path that begins with /"),
  SPIFFE(
      "(?=.{1,256}$)spiffe://[a-z0-9._-]+(/[A-Za-z0-9._-]+)+",
      "a SPIFFE id of at most 256 characters, such as"
          + " spiffe://drawbridge.internal/ns/frontend/consumer/chatbot");

  private final Pattern pattern;
  private final String description;

  Form(String pattern, String description) {
    this.pattern = Pattern.compile(pattern);
    this.description = description;
  }

  boolean fits(String text) {
    return pattern.matcher(text).matches();
  }

  /** Such as "a DNS label". */
  String description() {
    return description;
  }
}
