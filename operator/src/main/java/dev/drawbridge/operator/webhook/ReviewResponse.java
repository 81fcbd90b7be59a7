package dev.drawbridge.operator.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An AdmissionReview (admission.k8s.io/v1) as it goes back to the API server. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReviewResponse(String apiVersion, String kind, Response response) {

  /**
   * The answer itself.
   *
   * @param uid of the request
   * @param auditAnnotations the API server puts the webhook's name before each key
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Response(
      String uid,
      boolean allowed,
      @Nullable Status status,
      List<String> warnings,
      Map<String, String> auditAnnotations) {}

  /**
   * Why not.
   *
   * @param code HTTP status that the user gets
   * @param reason the word that kubectl shows in brackets
   */
  public record Status(int code, String reason, String message) {}

  static ReviewResponse of(String uid, Answer answer) {
    Response response =
        switch (answer) {
          case Answer.Admit admit ->
              new Response(uid, true, null, admit.warnings(), admit.annotations());
          case Answer.Refuse refuse ->
              new Response(
                  uid,
                  false,
                  new Status(refuse.code(), reason(refuse.code()), refuse.message()),
                  List.of(),
                  refuse.annotations());
        };
    return new ReviewResponse("admission.k8s.io/v1", "AdmissionReview", response);
  }

  private static String reason(int code) {
    return switch (code) {
      case 422 -> "Invalid";
      case 503 -> "ServiceUnavailable";
      case 500 -> "InternalError";
      default -> "Forbidden";
    };
  }
}
