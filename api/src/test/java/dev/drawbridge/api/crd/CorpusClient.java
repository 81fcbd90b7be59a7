package dev.drawbridge.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.function.Supplier;

/** Sends what is in the corpus as kubectl does: an unknown field is an error. */
record CorpusClient(KubernetesClient client, String namespace) {

  GenericKubernetesResource create(GenericKubernetesResource object) {
    return resource(object).fieldValidation(FieldValidateable.Validation.STRICT).create();
  }

  /** The API server does everything but store the object. */
  GenericKubernetesResource tryToCreate(GenericKubernetesResource object) {
    return resource(object).dryRun().fieldValidation(FieldValidateable.Validation.STRICT).create();
  }

  /** As {@link #tryToCreate}, also where there is one of that name already. */
  GenericKubernetesResource tryToApply(GenericKubernetesResource object) {
    return resource(object)
        .dryRun()
        .fieldValidation(FieldValidateable.Validation.STRICT)
        .forceConflicts()
        .serverSideApply();
  }

  GenericKubernetesResource read(GenericKubernetesResource object) {
    return resource(object).get();
  }

  /** The answer to a file of {@code invalid} or {@code invalid-update}. */
  Answer answerTo(CorpusFile file) {
    if (file.documents().size() == 1) {
      return refusal(file, () -> tryToCreate(file.first()));
    }
    GenericKubernetesResource before = create(file.first());
    GenericKubernetesResource after = file.documents().getLast();
    after.getMetadata().setResourceVersion(before.getMetadata().getResourceVersion());
    try {
      return refusal(
          file,
          () -> resource(after).fieldValidation(FieldValidateable.Validation.STRICT).update());
    } finally {
      resource(before).delete();
    }
  }

  private static Answer refusal(CorpusFile file, Supplier<?> request) {
    try {
      Object accepted = request.get();
      throw new AssertionError(file.name() + " was accepted: " + accepted);
    } catch (KubernetesClientException refused) {
      assertThat(refused.getStatus()).as(file.name()).isNotNull();
      return Answer.of(refused.getStatus());
    }
  }

  private Resource<GenericKubernetesResource> resource(GenericKubernetesResource object) {
    NamespaceableResource<GenericKubernetesResource> resource = client.resource(object);
    boolean namespaced =
        object.getKind().equals("ModelDeployment") || object.getMetadata().getNamespace() != null;
    return namespaced ? resource.inNamespace(namespace) : resource;
  }
}
