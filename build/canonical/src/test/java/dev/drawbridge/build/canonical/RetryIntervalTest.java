package dev.drawbridge.build.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RetryIntervalTest {

  private static final String CONTROLLERS =
      "io/quarkus/runner/recorded/OperatorSDKProcessor$updateControllerConfigurations1";
  private static final ClassDesc RETRY =
      ClassDesc.of("io.javaoperatorsdk.operator.processing.retry.GenericRetry");

  @Test
  void givesTheSameBytesWhetherItWasRecordedOrNot() {
    var recorded = controllers(true);
    var notRecorded = controllers(false);

    RetryInterval.drop(recorded);
    RetryInterval.drop(notRecorded);

    assertThat(recorded.get(CONTROLLERS + ".class"))
        .isEqualTo(notRecorded.get(CONTROLLERS + ".class"));
  }

  @Test
  void keepsEverythingElse() {
    var recorded = controllers(true);

    RetryInterval.drop(recorded);

    assertThat(ClassFile.of().parse(recorded.get(CONTROLLERS + ".class")).toDebugString())
        .contains("setMaxInterval")
        .doesNotContain("setInitialInterval");
  }

  @Test
  void refusesAnArchiveWithoutControllers() {
    assertThatIllegalStateException().isThrownBy(() -> RetryInterval.drop(new TreeMap<>()));
  }

  private static SequencedMap<String, byte[]> controllers(boolean recorded) {
    byte[] type =
        ClassFile.of()
            .build(
                ClassDesc.ofInternalName(CONTROLLERS),
                made ->
                    made.withMethodBody(
                        "deploy",
                        MethodTypeDesc.of(ConstantDescs.CD_void),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> record(code, recorded)));
    return new TreeMap<>(Map.of(CONTROLLERS + ".class", type));
  }

  private static void record(CodeBuilder code, boolean interval) {
    code.new_(RETRY).dup().invokespecial(RETRY, "<init>", ConstantDescs.MTD_void).astore(0);
    if (interval) {
      set(code, "setInitialInterval", 500);
    }
    set(code, "setMaxInterval", 30_000);
    code.return_();
  }

  private static void set(CodeBuilder code, String setter, long value) {
    code.aload(0)
        .ldc(value)
        .invokevirtual(RETRY, setter, MethodTypeDesc.of(RETRY, ConstantDescs.CD_long))
        .pop();
  }
}
