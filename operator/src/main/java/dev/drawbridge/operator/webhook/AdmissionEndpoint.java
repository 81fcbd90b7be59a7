package dev.drawbridge.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the API server sends its admission reviews. */
@Path("/admission")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class AdmissionEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(AdmissionEndpoint.class);
  private static final int FAILED = 500;

  private final DeploymentAdmission deployments;
  private final ClassificationAdmission classifications;

  public AdmissionEndpoint(
      DeploymentAdmission deployments, ClassificationAdmission classifications) {
    this.deployments = deployments;
    this.classifications = classifications;
  }

  @POST
  @Path("/modeldeployments")
  public ReviewResponse modelDeployment(JsonNode review) {
    return answer(review, deployments::judge);
  }

  @POST
  @Path("/dataclassifications")
  public ReviewResponse dataClassification(JsonNode review) {
    return answer(review, classifications::judge);
  }

  /** The one place that catches whatever happens: a bug must refuse, and say so, not let in. */
  private static ReviewResponse answer(JsonNode review, Function<AdmissionCall, Answer> judge) {
    AdmissionCall call;
    try {
      call = AdmissionCall.of(review);
    } catch (IllegalArgumentException e) {
      throw new WebApplicationException(
          Response.status(Response.Status.BAD_REQUEST)
              .entity(Map.of("error", e.getMessage()))
              .build());
    }
    Answer answer;
    try {
      answer = judge.apply(call);
    } catch (RuntimeException e) {
      LOG.error("cannot judge {} {}/{}", call.operation(), call.namespace(), call.name(), e);
      answer =
          new Answer.Refuse(
              FAILED,
              "the operator failed while it judged this, so nothing is changed: %s; see the operator's log"
                  .formatted(e.getMessage()),
              Map.of("result", "failed"));
    }
    return ReviewResponse.of(call.uid(), answer);
  }
}
