package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * A class of data and what it demands of every model that touches it. Cluster-scoped and owned by
 * the security team; it may be changed at any time, which re-decides every deployment that uses it.
 */
@Group(Drawbridge.GROUP)
@Version(Drawbridge.VERSION)
@Kind("DataClassification")
@Singular("dataclassification")
@Plural("dataclassifications")
@ShortNames("dcl")
public class DataClassification
    extends CustomResource<DataClassificationSpec, @Nullable DataClassificationStatus> {

  @Override
  @Required
  @JsonPropertyDescription("What this class of data demands of every model that touches it.")
  public DataClassificationSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What the operator observed. Only the operator writes here.")
  public @Nullable DataClassificationStatus getStatus() {
    return super.getStatus();
  }

  @Override
  @JsonDeserialize(using = IfUnderstood.class)
  public void setSpec(DataClassificationSpec spec) {
    super.setSpec(spec);
  }

  @Override
  @JsonDeserialize(using = IfUnderstood.class)
  public void setStatus(@Nullable DataClassificationStatus status) {
    super.setStatus(status);
  }

  /**
   * A new object has no spec: records have no empty form, and inventing one would hide its lack.
   */
  @Override
  @SuppressWarnings("NullAway")
  protected @Nullable DataClassificationSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable DataClassificationStatus initStatus() {
    return null;
  }
}
