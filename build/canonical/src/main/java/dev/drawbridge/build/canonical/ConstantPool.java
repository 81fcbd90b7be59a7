package dev.drawbridge.build.canonical;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/**
 * The constants of a class file, JVM specification 4.4. Everything else in the file refers to them
 * by index, so a text can be another one, even a longer one, and no other byte changes.
 */
final class ConstantPool {

  private static final int MAGIC_AND_VERSION = 8;
  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;

  /** The class file with each text of its constant pool replaced, asked for in the pool's order. */
  static byte[] mapTexts(byte[] classFile, UnaryOperator<String> replacement) {
    ByteArrayOutputStream result = new ByteArrayOutputStream(classFile.length);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        DataOutputStream out = new DataOutputStream(result)) {
      out.write(in.readNBytes(MAGIC_AND_VERSION));
      int count = in.readUnsignedShort();
      out.writeShort(count);
      for (int index = 1; index < count; index++) {
        int tag = in.readUnsignedByte();
        out.writeByte(tag);
        if (tag == UTF8) {
          out.writeUTF(replacement.apply(in.readUTF()));
        } else {
          out.write(in.readNBytes(sizeOf(tag)));
        }
        if (tag == LONG || tag == DOUBLE) {
          index++; // They count twice.
        }
      }
      in.transferTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return result.toByteArray();
  }

  /** Bytes after the tag. */
  private static int sizeOf(int tag) {
    return switch (tag) {
      case 7, 8, 16, 19, 20 -> 2;
      case 15 -> 3;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case LONG, DOUBLE -> 8;
      default -> throw new IllegalArgumentException("Not a constant of a class file: " + tag);
    };
  }

  private ConstantPool() {}
}
