package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * One model, served under the rules of its data classification.
 *
 * <p>{@link #getSpec()} is null only where it holds what this version does not know, see {@link
 * Understood}; the schema requires it. {@link #getStatus()} is so too, and on objects that never
 * went through an API server.
 */
@Group(Drawbridge.GROUP)
@Version(Drawbridge.VERSION)
@Kind("ModelDeployment")
@Singular("modeldeployment")
@Plural("modeldeployments")
@ShortNames("md")
public class ModelDeployment
    extends CustomResource<ModelDeploymentSpec, @Nullable ModelDeploymentStatus>
    implements Namespaced {

  @Override
  @Required
  @JsonPropertyDescription("What shall be served, from which data it comes, and who may call it.")
  public ModelDeploymentSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What the operator observed. Only the operator writes here.")
  public @Nullable ModelDeploymentStatus getStatus() {
    return super.getStatus();
  }

  @Override
  @JsonDeserialize(using = IfUnderstood.class)
  public void setSpec(ModelDeploymentSpec spec) {
    super.setSpec(spec);
  }

  @Override
  @JsonDeserialize(using = IfUnderstood.class)
  public void setStatus(@Nullable ModelDeploymentStatus status) {
    super.setStatus(status);
  }

  /**
   * A new object has no spec: records have no empty form, and inventing one would hide its lack.
   */
  @Override
  @SuppressWarnings("NullAway")
  protected @Nullable ModelDeploymentSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable ModelDeploymentStatus initStatus() {
    return null;
  }
}
