package dev.drawbridge.operator.keys;

import io.fabric8.kubernetes.api.model.Secret;

/** Where Secrets go. Nothing comes out of it but whether one is there. */
interface SecretStore {

  boolean exists(String namespace, String name);

  /**
   * Stores a Secret that is not there yet.
   *
   * @return false when one of that name is; it stays as it is
   */
  boolean create(Secret secret);

  /**
   * Adds an entry to a Secret; others stay as they are.
   *
   * @return false when one of that name is in it; it stays as well
   */
  boolean add(String namespace, String name, String key, byte[] content);
}
