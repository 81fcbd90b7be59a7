package dev.drawbridge.operator.cluster;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.plan.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator knows of the cluster without asking. The objects are shared: never change one.
 */
public interface ClusterView {

  /** Those that this version can read. */
  List<ModelDeployment> deployments();

  /** Those that this version can read. */
  List<DataClassification> classifications();

  Optional<Namespace> namespace(String name);

  List<Node> nodes();

  List<StorageClass> storageClasses();

  /** The pods of a model. */
  List<Pod> pods(String servingNamespace);

  /** The serving namespace and what the operator made in it, and every NetworkPolicy in it. */
  Map<ObjectKey, HasMetadata> servingObjects(String servingNamespace);
}
