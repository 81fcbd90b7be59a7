package dev.drawbridge.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.drawbridge.operator.policy.Fault.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpaReplyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          401 | {"code": "unauthorized"}                          | UNAUTHORIZED | give both the same token
          403 | <html>forbidden</html>                            | UNAUTHORIZED | HTTP 403
          400 | {"code": "invalid_parameter", "message": "bad"}   | PROTOCOL     | HTTP 400: bad
          404 | {"code": "undefined_document"}                    | PROTOCOL     | HTTP 404
          405 | {}                                                | PROTOCOL     | HTTP 405
          302 | <html>moved</html>                                | PROTOCOL     | HTTP 302 and no JSON
          200 | <html>hello</html>                                | PROTOCOL     | drawbridge.policy.url
          200 | ``                                                | PROTOCOL     | drawbridge.policy.url
          200 | []                                                | PROTOCOL     | drawbridge.policy.url
          200 | {"result": {"a": 1}} {"result": {"a": 2}}         | PROTOCOL     | no JSON
          200 | {"result": {"a": 1}, "result": {"a": 2}}          | PROTOCOL     | no JSON
          500 | {"error": "proxy"}                                | PROTOCOL     | HTTP 500
          503 | {"code": "internal_error", "message": "busy"}     | PROTOCOL     | HTTP 503: busy
          500 | {"code": "internal_error", "message": "x"}        | POLICY_ERROR | which one is not said
          200 | {}                                                | UNDEFINED    | policies are not loaded
          200 | {"result": {}}                                    | UNDEFINED    | policies are not loaded
          200 | {"result": {"a": 1}, "warning": {"message": "w"}} | CONTRACT     | warns: w
          """)
  void isNoAnswerFromWhateverElse(int status, String body, Kind kind, String advice) {
    Reply reply = OpaReply.of(status, body);

    assertThat(fault(reply).kind()).isEqualTo(kind);
    assertThat(fault(reply).message()).contains(advice);
  }

  @Test
  void namesEveryPolicyThatBroke() {
    String body =
        """
        {"code": "internal_error", "message": "error(s) occurred while evaluating query",
         "errors": [
          {"code": "eval_conflict_error", "message": "complete rules must not produce multiple outputs",
           "location": {"file": "/residency/policy.rego", "row": 3, "col": 1}},
          {"code": "eval_builtin_error", "message": "not a number",
           "location": {"file": "bundle/ownership/policy.rego", "row": 9, "col": 1}}]}
        """;

    Reply reply = OpaReply.of(500, body);

    assertThat(fault(reply).kind()).isEqualTo(Kind.POLICY_ERROR);
    assertThat(fault(reply).message())
        .startsWith("policy ownership, residency is broken")
        .contains("complete rules must not produce multiple outputs", "not a number")
        .contains("security team");
  }

  @Test
  void readsDocumentDecisionIdAndRevisions() {
    String body =
        """
        {"result": {"decision": "allow"}, "decision_id": "d1",
         "provenance": {"bundles": {"a": {"revision": "1"}, "b": {"revision": ""}, "c": {}}}}
        """;

    Reply reply = OpaReply.of(200, body);

    assertThat(reply)
        .asInstanceOf(type(Reply.Answer.class))
        .satisfies(
            answer -> {
              assertThat(answer.result().path("decision").asText()).isEqualTo("allow");
              assertThat(answer.decisionId()).isEqualTo("d1");
              assertThat(answer.revisions()).containsExactlyInAnyOrder("1", "", "");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"result": {"a": 1}}
          {"result": {"a": 1}, "decision_id": ""}
          {"result": {"a": 1}, "decision_id": 7}
          {"result": {"a": 1}, "decision_id": "two words"}
          {"result": {"a": 1}, "decision_id": "a\\u001b[31mb"}
          """)
  void hasNoDecisionIdWhereThereIsNone(String body) {
    assertThat(OpaReply.of(200, body))
        .asInstanceOf(type(Reply.Answer.class))
        .satisfies(
            answer -> {
              assertThat(answer.decisionId()).isNull();
              assertThat(answer.revisions()).isEmpty();
            });
  }

  private static Fault fault(Reply reply) {
    return assertThat(reply).asInstanceOf(type(Reply.Failed.class)).actual().fault();
  }
}
