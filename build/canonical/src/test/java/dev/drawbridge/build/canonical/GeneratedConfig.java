package dev.drawbridge.build.canonical;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Classes as Quarkus writes them for its configuration, with the registry's methods in {@link
 * Registry}.
 */
final class GeneratedConfig {

  /** One class of configuration: its name is also that of a class in it. */
  record Mapping(String type, String prefix) {}

  static final String SHARED = "io/quarkus/runtime/generated/SharedConfig";
  static final String CUSTOMIZER = "io/quarkus/runtime/generated/RunTimeConfigCustomizer";

  private static final ClassDesc REGISTRY = ClassDesc.of(Registry.class.getName());
  private static final ClassDesc CONFIG_CLASS = ConstantDescs.CD_String;
  private static final MethodTypeDesc CONFIG_CLASS_OF =
      MethodTypeDesc.of(CONFIG_CLASS, ConstantDescs.CD_String, ConstantDescs.CD_String);
  private static final MethodTypeDesc TAKES_STRING =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);
  private static final MethodTypeDesc WITH_MAPPING =
      MethodTypeDesc.of(ConstantDescs.CD_void, REGISTRY, CONFIG_CLASS);

  /** Declares them in that order; each loads itself and a class in it. */
  static byte[] shared(List<Mapping> mappings) {
    return ClassFile.of()
        .build(
            describe(SHARED),
            type -> {
              for (int i = 0; i < mappings.size(); i++) {
                type.withField(field(i), CONFIG_CLASS, ClassFile.ACC_STATIC | ClassFile.ACC_PUBLIC);
              }
              type.withMethodBody(
                  ConstantDescs.CLASS_INIT_NAME,
                  ConstantDescs.MTD_void,
                  ClassFile.ACC_STATIC,
                  code -> {
                    IntStream.range(0, mappings.size())
                        .forEach(i -> declare(code, i, mappings.get(i)));
                    code.return_();
                  });
            });
  }

  private static void declare(CodeBuilder code, int number, Mapping mapping) {
    code.ldc(mapping.type())
        .ldc(mapping.prefix())
        .invokestatic(REGISTRY, "configClass", CONFIG_CLASS_OF)
        .putstatic(describe(SHARED), field(number), CONFIG_CLASS);
    for (String loaded : List.of(mapping.type(), mapping.type() + "$Inner")) {
      code.ldc(loaded).invokestatic(REGISTRY, "ensureLoaded", TAKES_STRING);
    }
  }

  /** Names one of them alone, then registers all, as they are numbered. */
  static byte[] customizer(int alone, int count) {
    return ClassFile.of()
        .build(
            describe(CUSTOMIZER),
            type ->
                type.withMethodBody(
                    "configBuilder",
                    MethodTypeDesc.of(ConstantDescs.CD_void, REGISTRY),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> {
                      code.aload(0)
                          .getstatic(describe(SHARED), field(alone), CONFIG_CLASS)
                          .invokestatic(REGISTRY, "withInstance", WITH_MAPPING);
                      IntStream.range(0, count).forEach(i -> register(code, i));
                      code.return_();
                    }));
  }

  private static void register(CodeBuilder code, int number) {
    int local = number + 1;
    code.getstatic(describe(SHARED), field(number), CONFIG_CLASS)
        .astore(local)
        .aload(0)
        .aload(local)
        .invokestatic(REGISTRY, "withMapping", WITH_MAPPING);
  }

  private static String field(int number) {
    return "configClass$" + number;
  }

  private static ClassDesc describe(String internalName) {
    return ClassDesc.ofInternalName(internalName);
  }

  private GeneratedConfig() {}
}
