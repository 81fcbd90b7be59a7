package dev.drawbridge.sidecar.record;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.EncodedText;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.config.SidecarConfig;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a configuration contributes to the first record of each request, encoded once. */
public final class ConfigTexts {

  private final Map<Field, EncodedText> always = new EnumMap<>(Field.class);
  private final @Nullable EncodedText purpose;
  private final long generation;

  public ConfigTexts(SidecarConfig config) {
    SidecarConfig.Policy policy = config.policy();
    put(Field.CLASS, policy.dataClass());
    put(Field.MODEL_DIGEST, config.model().digest());
    put(Field.MODEL_NAME, config.model().name());
    put(Field.MODEL_POLICY_UID, config.model().uid());
    put(Field.MODEL_VERSION, config.model().version());
    put(Field.POLICY_DIGEST, policy.digest());
    put(Field.RETENTION_CLASS, policy.retentionClass());
    policy.legalBasis().ifPresent(basis -> put(Field.LEGAL_BASIS, basis));
    purpose = policy.purpose().map(EncodedText::of).orElse(null);
    generation = config.generation();
  }

  private void put(Field field, String text) {
    always.put(field, EncodedText.of(text));
  }

  /**
   * Fills them in.
   *
   * @param said purpose of the request; null for that of the deployment, if it has one
   */
  void fill(AuditRecord record, @Nullable String said) {
    always.forEach(record::text);
    CharSequence taken = said == null ? purpose : said;
    if (taken != null) {
      record.text(Field.PURPOSE, taken);
    }
  }

  long generation() {
    return generation;
  }
}
