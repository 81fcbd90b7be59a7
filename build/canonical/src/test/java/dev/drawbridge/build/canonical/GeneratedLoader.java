package dev.drawbridge.build.canonical;

import java.util.Map;

/** Loads classes from the entries of an archive. */
final class GeneratedLoader extends ClassLoader {

  private final Map<String, byte[]> entries;

  GeneratedLoader(Map<String, byte[]> entries) {
    super(GeneratedLoader.class.getClassLoader());
    this.entries = entries;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = entries.get(name.replace('.', '/') + ".class");
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }
}
