package dev.drawbridge.operator.policy;

import dev.drawbridge.api.decision.ClassificationFact;
import dev.drawbridge.api.decision.Context;
import dev.drawbridge.api.decision.NamespaceFact;

/** What the cluster says about a deployment, beside the deployment itself. */
public record Facts(NamespaceFact namespace, ClassificationFact classification, Context context) {}
