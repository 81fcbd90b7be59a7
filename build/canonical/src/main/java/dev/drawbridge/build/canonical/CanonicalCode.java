package dev.drawbridge.build.canonical;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.util.function.Supplier;

/** Writes classes so that equal code gives equal bytes, in whatever order it was before. */
final class CanonicalCode {

  /** With constants in the order in which the code names them, not as they were read. */
  static final ClassFile FORMAT = ClassFile.of(ConstantPoolSharingOption.NEW_POOL);

  /**
   * @param transform makes the transform of one method
   */
  static byte[] rewrite(byte[] classFile, Supplier<CodeTransform> transform) {
    return FORMAT.transformClass(
        FORMAT.parse(classFile),
        ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(transform)));
  }

  private CanonicalCode() {}
}
