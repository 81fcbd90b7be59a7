package dev.drawbridge.operator.deployment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** Writes single objects to the API server, and reads back what it wrote. */
interface ObjectWriter {

  /**
   * Makes an object as it is desired.
   *
   * @param live as it is; empty when it does not exist
   * @return as it is then
   */
  HasMetadata write(HasMetadata desired, Optional<HasMetadata> live);

  /** The object of that kind and name as the API server has it now, past all caches. */
  Optional<HasMetadata> read(HasMetadata desired);

  /** Deletes it with all that depends on it, without waiting for the end. */
  void delete(HasMetadata object);
}
