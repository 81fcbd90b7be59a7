package dev.drawbridge.operator.control;

/**
 * A requirement in a norm or law.
 *
 * @param framework short name, as in ISO27001 or GDPR
 * @param edition the edition that numbers it so
 * @param reference clause or article
 */
public record FrameworkReference(String framework, String edition, String reference) {

  public static FrameworkReference iso27001(String reference) {
    return new FrameworkReference("ISO27001", "2022", reference);
  }

  public static FrameworkReference gdpr(String reference) {
    return new FrameworkReference("GDPR", "2016/679", reference);
  }

  public static FrameworkReference aiAct(String reference) {
    return new FrameworkReference("EU-AI-Act", "2024/1689", reference);
  }
}
