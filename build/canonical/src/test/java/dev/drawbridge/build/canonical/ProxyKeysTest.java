package dev.drawbridge.build.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ProxyKeysTest {

  @Test
  void numbersKeysAsTheyFirstAppear() {
    var entries =
        archive(
            Map.of(
                "A", List.of("proxykey70", "proxykey9"), "B", List.of("proxykey9", "proxykey8")));

    ProxyKeys.renumber(entries);

    assertThat(texts(entries, "A")).containsExactly("proxykey1", "proxykey2");
    assertThat(texts(entries, "B")).containsExactly("proxykey2", "proxykey3");
  }

  @Test
  void givesTheSameBytesHoweverKeysWereNumbered() {
    var one = archive(Map.of("A", List.of("proxykey1", "proxykey2"), "B", List.of("proxykey2")));
    var other =
        archive(Map.of("A", List.of("proxykey100", "proxykey7"), "B", List.of("proxykey7")));

    ProxyKeys.renumber(one);
    ProxyKeys.renumber(other);

    assertThat(other).allSatisfy((file, bytes) -> assertThat(bytes).isEqualTo(one.get(file)));
  }

  @Test
  void leavesOtherTextsAndOtherFilesAlone() {
    var entries =
        archive(Map.of("A", List.of("proxykey", "proxykey1x", "a proxykey1", "\u0000 \u00e9")));
    entries.put("text.txt", new byte[] {1, 2, 3});
    var before = new TreeMap<>(entries);

    ProxyKeys.renumber(entries);

    assertThat(entries).allSatisfy((file, bytes) -> assertThat(bytes).isEqualTo(before.get(file)));
  }

  @Test
  void givesClassesThatRun() throws ReflectiveOperationException {
    var entries = archive(Map.of("A", List.of("proxykey123456")));

    ProxyKeys.renumber(entries);

    Object answer = new GeneratedLoader(entries).loadClass("A").getMethod("last").invoke(null);
    assertThat(answer).isEqualTo("proxykey1");
  }

  /** Classes by name, each with a method that loads its texts and answers the last. */
  private static SequencedMap<String, byte[]> archive(Map<String, List<String>> textsByClass) {
    SequencedMap<String, byte[]> entries = new TreeMap<>();
    textsByClass.forEach((name, texts) -> entries.put(name + ".class", classWith(name, texts)));
    return entries;
  }

  private static byte[] classWith(String name, List<String> texts) {
    return ClassFile.of()
        .build(
            ClassDesc.of(name),
            type ->
                type.withMethodBody(
                    "last",
                    MethodTypeDesc.of(ConstantDescs.CD_String),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> {
                      // Constants of two slots and of other sizes, to be stepped over.
                      code.ldc(1L << 40).pop2().ldc(0.1).pop2().ldc(1 << 20).pop().aconst_null();
                      texts.forEach(text -> code.pop().ldc(text));
                      code.areturn();
                    }));
  }

  private static List<String> texts(Map<String, byte[]> entries, String name) {
    var pool = ClassFile.of().parse(entries.get(name + ".class")).constantPool();
    return StreamSupport.stream(pool.spliterator(), false)
        .filter(StringEntry.class::isInstance)
        .map(entry -> ((StringEntry) entry).stringValue())
        .toList();
  }
}
