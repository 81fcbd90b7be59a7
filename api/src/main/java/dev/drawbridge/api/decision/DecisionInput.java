package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a decision rests on. Policies get no input or output of their own, so that the same
 * input under the same revision always gives the same decision.
 *
 * @param now the time policies go by; they cannot read a clock
 * @param object the ModelDeployment as it is asked for, without managed fields and status; null
 *     only when there is none, which no policy can decide on
 * @param oldObject the ModelDeployment as it was, null on creation
 * @param exemptions all that could apply; which ones do is decided by policy alone
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record DecisionInput(
    String schemaVersion,
    String requestId,
    @JsonFormat(shape = JsonFormat.Shape.STRING) Instant now,
    Phase phase,
    RequestFact request,
    @Nullable JsonNode object,
    @Nullable JsonNode oldObject,
    NamespaceFact namespace,
    ClassificationFact classification,
    Context context,
    List<Exemption> exemptions) {

  public DecisionInput {
    exemptions = Absent.toEmpty(exemptions);
  }
}
