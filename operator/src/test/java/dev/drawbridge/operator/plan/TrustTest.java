package dev.drawbridge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drawbridge.api.v1alpha1.Consumer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustTest {

  private final Trust trust = new Trust("c1", "drawbridge.internal", "drawbridge-ca");

  @Test
  void namesServersConsumersAndTheCollector() {
    Consumer chatbot = new Consumer("chatbot", "frontend", List.of(), null, null, null);

    assertThat(trust.server("md-a-b-0123456789"))
        .isEqualTo("spiffe://drawbridge.internal/ns/md-a-b-0123456789/model");
    assertThat(trust.consumer(chatbot))
        .isEqualTo("spiffe://drawbridge.internal/ns/frontend/consumer/chatbot");
    assertThat(trust.collector()).isEqualTo("spiffe://drawbridge.internal/collector");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Prod", "prod 1", "a/b", "a+b", "-a", "a_b"})
  void refusesWhatCannotBePartOfAName(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Trust(name, "drawbridge.internal", "drawbridge-ca"))
        .withMessageStartingWith("drawbridge.cluster.id is '%s', but must be".formatted(name));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Trust("c1", name, "drawbridge-ca"))
        .withMessageStartingWith("drawbridge.trust.domain is");
  }
}
