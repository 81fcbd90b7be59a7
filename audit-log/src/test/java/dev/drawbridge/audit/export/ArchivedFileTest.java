package dev.drawbridge.audit.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchivedFileTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c1/ns/name/uid/0/checkpoint",
        "c1/ns/name/uid/0/checkpoint.cosigned",
        "c-1.example/ns/na.me/7d1f0f4e-aa/0/segments/00000000.seg",
        "c1/ns/name/uid/0/hashes/12"
      })
  void theFilesOfALog(String name) {
    assertThat(ArchivedFile.parse(name)).map(ArchivedFile::name).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "end",
        "/c1/ns/name/uid/0/checkpoint",
        "../ns/name/uid/0/checkpoint",
        "c1/../name/uid/0/checkpoint",
        "c1/ns/name/uid/../checkpoint",
        "c1/ns/name/uid/0/../checkpoint",
        "c1/ns/name/uid/0/segments/../checkpoint",
        "c1/ns/./uid/0/checkpoint",
        "c1/ns//uid/0/checkpoint",
        "c1\\ns/name/uid/0/checkpoint",
        "c1/ns/name/uid/0/segments/",
        "c1/ns/name/uid/0/segments/0.seg",
        "c1/ns/name/uid/0/confirmed",
        "c1/ns/name/uid/0/checkpoint\n",
        "c1/ns/name/uid/checkpoint",
        "c1/ns/name/uid/0/1/checkpoint",
        "C:/ns/name/uid/0/checkpoint"
      })
  void nothingElse(String name) {
    assertThat(ArchivedFile.parse(name)).isEmpty();
  }

  @Test
  void norNamesThatNoFileSystemTakes() {
    assertThat(ArchivedFile.parse("c/" + "n".repeat(2000) + "/n/u/0/checkpoint")).isEmpty();
  }
}
