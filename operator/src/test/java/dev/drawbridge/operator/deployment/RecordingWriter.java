package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.Owners;
import dev.drawbridge.operator.plan.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what it is told to write, and gives it back as the API server would. */
final class RecordingWriter implements ObjectWriter {

  private final List<ObjectKey> written = new ArrayList<>();
  private final List<ObjectKey> deleted = new ArrayList<>();

  List<ObjectKey> written() {
    return written;
  }

  List<ObjectKey> deleted() {
    return deleted;
  }

  void clear() {
    written.clear();
    deleted.clear();
  }

  @Override
  public HasMetadata write(HasMetadata desired, Optional<HasMetadata> live) {
    written.add(ObjectKey.of(desired));
    return Owners.owned(Given.copy(desired), Owners.ours("{}"));
  }

  @Override
  public void delete(HasMetadata object) {
    deleted.add(ObjectKey.of(object));
  }
}
