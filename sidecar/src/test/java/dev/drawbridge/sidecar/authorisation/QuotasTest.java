package dev.drawbridge.sidecar.authorisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.drawbridge.sidecar.authorisation.Quotas.Admission;
import dev.drawbridge.sidecar.config.ConsumerEntry;
import dev.drawbridge.sidecar.config.GoldenConfig;
import dev.drawbridge.sidecar.config.SidecarConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QuotasTest {

  private long now = 1;
  private final Quotas quotas = new Quotas(() -> now);

  @Test
  void aMinutesRequestsMayComeAtOnceAndThenOneByOne() {
    ConsumerEntry consumer = apply(60, 1_000, 100);
    for (int i = 0; i < 60; i++) {
      enter(consumer).leave(0);
    }

    assertThat(refused(consumer))
        .isEqualTo(
            new Admission.Refused(
                Rule.QUOTA_REQUESTS,
                1,
                "This consumer has used up its 60 requests per minute; the next request may come in"
                    + " 1 s."));

    seconds(1);
    enter(consumer).leave(0);
    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_REQUESTS);
  }

  @Test
  void whoWaitsAsLongAsHeWasToldGetsIn() {
    ConsumerEntry consumer = apply(2, 1_000, 100);
    enter(consumer).leave(0);
    enter(consumer).leave(0);

    int wait = refused(consumer).retryAfterSeconds();
    assertThat(wait).isEqualTo(30);
    seconds(wait - 1);
    assertThat(refused(consumer).retryAfterSeconds()).isEqualTo(1);
    seconds(1);
    enter(consumer);
  }

  @Test
  void aRefusedRequestCostsNothing() {
    ConsumerEntry consumer = apply(60, 1_000, 1);
    Ticket ticket = enter(consumer);
    for (int i = 0; i < 1_000; i++) {
      assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_CONCURRENCY);
    }
    ticket.leave(0);

    for (int i = 0; i < 59; i++) {
      enter(consumer).leave(0);
    }
    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_REQUESTS);
  }

  @Test
  void tokensAreDebitedAfterwardsAndDebtHasToBePaid() {
    ConsumerEntry consumer = apply(1_000, 600, 100);
    enter(consumer).leave(1_200);

    // 600 in debt, ten come back each second, and one has to be there.
    assertThat(refused(consumer))
        .isEqualTo(
            new Admission.Refused(
                Rule.QUOTA_TOKENS,
                61,
                "This consumer has used up its 600 tokens per minute; the next request may come in"
                    + " 61 s."));
    seconds(60);
    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_TOKENS);
    seconds(1);
    enter(consumer);
  }

  @Test
  void requestsUnderWayAreNotDebitedBeforeTheyAreOver() {
    ConsumerEntry consumer = apply(1_000, 600, 100);
    Ticket first = enter(consumer);
    Ticket second = enter(consumer);
    first.leave(600);

    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_TOKENS);
    second.leave(600);
    assertThat(refused(consumer).retryAfterSeconds()).isEqualTo(61);
  }

  @Test
  void aModelThatReportsNonsenseLocksNobodyOutForGood() {
    ConsumerEntry consumer = apply(1_000, 600, 100);
    enter(consumer).leave(Long.MAX_VALUE);

    assertThat(refused(consumer).retryAfterSeconds()).isBetween(1, 10 * 60 + 1);
    seconds(10 * 60 + 1);
    enter(consumer);
  }

  @Test
  void onlySoManyAtOnce() {
    ConsumerEntry consumer = apply(1_000, 600, 2);
    Ticket ticket = enter(consumer);
    enter(consumer);

    assertThat(refused(consumer))
        .isEqualTo(
            new Admission.Refused(
                Rule.QUOTA_CONCURRENCY,
                1,
                "This consumer has 2 requests under way, and no more are permitted."));
    ticket.leave(0);
    enter(consumer);
    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_CONCURRENCY);
  }

  @Test
  void aTicketIsGivenBackOnce() {
    ConsumerEntry consumer = apply(1_000, 600, 1);
    Ticket ticket = enter(consumer);
    ticket.leave(500);
    ticket.leave(500);

    enter(consumer);
    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_CONCURRENCY);
  }

  @Test
  void allTogetherHaveALimitTooAndRefusalsTakeNoPlaceOfIt() {
    SidecarConfig config =
        GoldenConfig.with(
            "\"concurrentRequests\": 32", "\"concurrentRequests\": 1",
            "\"concurrentRequests\": 256", "\"concurrentRequests\": 2",
            "\"consumers\": [", "\"consumers\": [" + other("one") + "," + other("two") + ",");
    quotas.apply(config);
    ConsumerEntry one = config.consumers().get(0);
    ConsumerEntry two = config.consumers().get(1);
    ConsumerEntry chatbot = config.consumers().get(2);

    enter(chatbot);
    for (int i = 0; i < 10; i++) {
      assertThat(refused(chatbot).rule()).isEqualTo(Rule.QUOTA_CONCURRENCY);
    }
    Ticket ticket = enter(one);
    assertThat(refused(two))
        .isEqualTo(
            new Admission.Refused(
                Rule.OVERLOADED,
                1,
                "All consumers together have 2 requests under way, and no more are permitted."));
    ticket.leave(0);
    enter(two);
  }

  @Test
  void withoutLimitsOfItsOwnAConsumerHasOnlyThoseOfAll() {
    SidecarConfig config =
        GoldenConfig.with("\"consumers\": [", "\"consumers\": [" + other("free") + ",");
    quotas.apply(config);
    ConsumerEntry free = config.consumers().getFirst();
    for (int i = 0; i < 256; i++) {
      assertInstanceOf(Ticket.class, quotas.enter(free));
    }

    assertThat(refused(free).rule()).isEqualTo(Rule.OVERLOADED);
  }

  @Test
  void aNewConfigurationIsNoFreshAllowance() {
    ConsumerEntry consumer = apply(60, 600, 100);
    for (int i = 0; i < 60; i++) {
      enter(consumer).leave(0);
    }
    apply(60, 600, 100);
    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_REQUESTS);

    // Twice as much comes back twice as fast, from nothing.
    apply(120, 600, 100);
    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_REQUESTS);
    seconds(1);
    enter(consumer).leave(0);
    enter(consumer).leave(0);
    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_REQUESTS);
  }

  @Test
  void aNewLimitKeepsTheShareThatIsLeft() {
    ConsumerEntry consumer = apply(100, 600, 200);
    for (int i = 0; i < 50; i++) {
      enter(consumer).leave(0);
    }
    apply(200, 600, 200);

    for (int i = 0; i < 100; i++) {
      enter(consumer).leave(0);
    }
    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_REQUESTS);
  }

  @Test
  void debtOutlivesANewLimit() {
    ConsumerEntry consumer = apply(1_000, 600, 100);
    enter(consumer).leave(1_200);
    apply(1_000, 1_200, 100);

    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_TOKENS);
    seconds(61);
    enter(consumer);
  }

  @Test
  void whoeverIsTakenOutAndPutInAgainFindsWhatHeLeft() {
    ConsumerEntry consumer = apply(60, 600, 100);
    for (int i = 0; i < 60; i++) {
      enter(consumer).leave(0);
    }
    quotas.apply(GoldenConfig.with("ns/frontend/consumer/chatbot", "ns/frontend/consumer/another"));
    apply(60, 600, 100);

    assertThat(refused(consumer).rule()).isEqualTo(Rule.QUOTA_REQUESTS);
  }

  @Test
  void whoeverIsTakenOutAndHasUsedNothingIsForgotten() {
    ConsumerEntry consumer = apply(60, 600, 100);
    enter(consumer).leave(5);
    seconds(60);
    quotas.apply(GoldenConfig.with("ns/frontend/consumer/chatbot", "ns/frontend/consumer/another"));

    assertThat(refused(consumer).rule()).isEqualTo(Rule.CONSUMER_UNKNOWN);
  }

  @Test
  void neverMoreThanTheLimitInAnyMinuteButTheFirst() {
    ConsumerEntry consumer = apply(30, 1_000_000, 1_000);
    Random random = new Random(37);
    List<Long> entered = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      now += random.nextLong(TimeUnit.SECONDS.toNanos(2));
      if (quotas.enter(consumer) instanceof Ticket ticket) {
        ticket.leave(0);
        entered.add(now);
      }
    }

    // A full bucket and what flows in within the same minute.
    for (int i = 0; i + 60 < entered.size(); i++) {
      assertThat(entered.get(i + 60) - entered.get(i))
          .isGreaterThan(TimeUnit.MINUTES.toNanos(1) - 2);
    }
    assertThat(entered).hasSizeGreaterThan(2_000);
  }

  @Test
  void manyThreadsGetNoMoreThanOne() throws Exception {
    ConsumerEntry consumer = apply(10_000, 600, 3);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger entered = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 20_000; i++) {
                    if (quotas.enter(consumer) instanceof Ticket ticket) {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      entered.incrementAndGet();
                      inside.decrementAndGet();
                      ticket.leave(0);
                    }
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }

    assertThat(most.get()).isBetween(1, 3);
    assertThat(entered.get()).isEqualTo(10_000);
  }

  private static String other(String name) {
    return """
        {"name": "%s", "namespace": "b",
         "spiffe": "spiffe://drawbridge.internal/ns/b/consumer/%s"}"""
        .formatted(name, name);
  }

  private ConsumerEntry apply(int requests, int tokens, int concurrent) {
    SidecarConfig config =
        GoldenConfig.with(
            "\"requestsPerMinute\": 600", "\"requestsPerMinute\": " + requests,
            "\"tokensPerMinute\": 200000", "\"tokensPerMinute\": " + tokens,
            "\"concurrentRequests\": 32", "\"concurrentRequests\": " + concurrent);
    quotas.apply(config);
    return config.consumers().getFirst();
  }

  private Ticket enter(ConsumerEntry consumer) {
    return assertInstanceOf(Ticket.class, quotas.enter(consumer));
  }

  private Admission.Refused refused(ConsumerEntry consumer) {
    return assertInstanceOf(Admission.Refused.class, quotas.enter(consumer));
  }

  private void seconds(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }
}
