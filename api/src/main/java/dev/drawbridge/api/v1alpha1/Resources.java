package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** What each replica asks for and may use at most. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value = "'cpu' in self.limits",
    message =
        "limits must name cpu, since the serving namespace has a quota that admits no pod "
            + "without it: add for example cpu: \"4\"",
    fieldPath = ".limits")
@ValidationRule(
    value = "'memory' in self.limits",
    message =
        "limits must name memory, since the serving namespace has a quota that admits no pod "
            + "without it: add for example memory: 16Gi",
    fieldPath = ".limits")
@ValidationRule(
    value =
        """
        self.limits.all(r, isQuantity(string(self.limits[r]))
            && quantity(string(self.limits[r])).isGreaterThan(quantity('0')))""",
    message =
        "every limit must be a Kubernetes quantity above zero, such as 500m, 4 or 16Gi (units "
            + "m, k, M, G, T, Ki, Mi, Gi, Ti): correct it, or leave the resource out",
    fieldPath = ".limits")
@ValidationRule(
    value =
        """
        self.limits.all(r, !(r in ['memory', 'ephemeral-storage'])
            || !isQuantity(string(self.limits[r]))
            || !quantity(string(self.limits[r])).isGreaterThan(quantity('0'))
            || !quantity(string(self.limits[r])).isLessThan(quantity('1Mi')))""",
    message =
        "memory and ephemeral-storage are counted in bytes and must be at least 1Mi: give the "
            + "unit (Mi, Gi or Ti), such as 16Gi",
    fieldPath = ".limits")
@ValidationRule(
    value =
        """
        !has(self.requests) || self.requests.all(r, isQuantity(string(self.requests[r]))
            && !quantity(string(self.requests[r])).isLessThan(quantity('0')))""",
    message =
        "every request must be a Kubernetes quantity of zero or more, such as 500m, 4 or 16Gi "
            + "(units m, k, M, G, T, Ki, Mi, Gi, Ti): correct it, or leave the resource out",
    fieldPath = ".requests")
@ValidationRule(
    value = "!has(self.requests) || self.requests.all(r, r in self.limits)",
    message =
        "every resource that is requested needs a limit too, since the serving namespace has a "
            + "quota: add it to spec.server.resources.limits, or leave the request out",
    fieldPath = ".requests")
@ValidationRule(
    value =
        """
        !has(self.requests) || self.requests.all(r, !(r in self.limits)
            || !isQuantity(string(self.requests[r])) || !isQuantity(string(self.limits[r]))
            || quantity(string(self.requests[r])).compareTo(quantity(string(self.limits[r]))) <= 0)""",
    message =
        "no request may be above its limit: lower the request, or raise the limit in "
            + "spec.server.resources.limits",
    fieldPath = ".requests")
@ValidationRule(
    value =
        """
        self.limits.all(r, !r.contains('/')
            || !isQuantity(string(self.limits[r])) || quantity(string(self.limits[r])).isInteger())""",
    message = "devices such as nvidia.com/gpu can only be had whole: give an integer, such as 1",
    fieldPath = ".limits")
@ValidationRule(
    value =
        """
        !has(self.requests) || self.requests.all(r, !r.contains('/') || !(r in self.limits)
            || !isQuantity(string(self.requests[r])) || !isQuantity(string(self.limits[r]))
            || quantity(string(self.requests[r])).compareTo(quantity(string(self.limits[r]))) == 0)""",
    message =
        "devices such as nvidia.com/gpu cannot be shared, so what is requested must be what "
            + "the limit says: leave the request out, or make it equal to the limit",
    fieldPath = ".requests")
public record Resources(
    @JsonPropertyDescription(
            "What is reserved for each replica, by resource name (cpu, memory, nvidia.com/gpu, "
                + "...), as Kubernetes quantities of zero or more; at most 16. A resource left out is "
                + "requested at its limit.")
        @Size(max = 16)
        Map<String, Quantity> requests,
    @JsonPropertyDescription(
            "What each replica may use at most, by resource name, as Kubernetes quantities above "
                + "zero, memory and ephemeral-storage at least 1Mi; at most 16. cpu and memory are "
                + "required, since the serving namespace has a quota.")
        @Required
        @Size(max = 16)
        @ValidationRule(value = Rules.RESOURCE_NAMES, message = Rules.RESOURCE_NAMES_MESSAGE)
        Map<String, Quantity> limits) {

  public Resources {
    requests = Absent.toEmpty(requests);
    limits = Absent.toEmpty(limits);
  }
}
