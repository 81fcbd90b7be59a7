package dev.drawbridge.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditEntryTest {

  @Test
  void isReadFromAnEvent() throws JsonProcessingException {
    AuditEntry entry =
        AuditEntry.of(
            new ObjectMapper()
                .readTree(
                    """
                    {"verb": "patch", "user": {"username": "operator"}, "userAgent": "fabric8/7",
                     "requestURI": "/apis/apps/v1/namespaces/a/deployments/b/status",
                     "objectRef": {"apiGroup": "apps", "resource": "deployments", "namespace": "a",
                                   "name": "b", "subresource": "status"},
                     "responseStatus": {"code": 200}, "annotations": {"a.example/result": "allow"}}
                    """));

    assertThat(entry)
        .isEqualTo(
            new AuditEntry(
                "patch",
                "operator",
                "fabric8/7",
                "apps",
                "deployments",
                "a",
                "b",
                "status",
                200,
                "/apis/apps/v1/namespaces/a/deployments/b/status",
                Map.of("a.example/result", "allow")))
        .matches(AuditEntry.byUser("operator"))
        .matches(AuditEntry.byUserAgent("fabric8"));
  }

  @Test
  void whoeverIsImpersonatedCounts() throws JsonProcessingException {
    assertThat(
            AuditEntry.of(
                    new ObjectMapper()
                        .readTree(
                            """
                            {"user": {"username": "admin"}, "impersonatedUser": {"username": "eve"}}
                            """))
                .user())
        .isEqualTo("eve");
  }

  @ParameterizedTest
  @CsvSource({
    "get,                  '',                    /api/v1/pods,              false",
    "watch,                '',                    /api/v1/pods,              false",
    "create,               '',                    /api/v1/pods,              true",
    "deletecollection,     '',                    /api/v1/pods,              true",
    "patch,                apps,                  /x?dryRun=All,             false",
    "create,               authorization.k8s.io,  /x,                        false",
  })
  void onlyWhatIsStoredIsAWrite(String verb, String group, String uri, boolean write) {
    assertThat(new AuditEntry(verb, "", "", group, "", "", "", "", 201, uri, Map.of()).isWrite())
        .isEqualTo(write);
  }
}
