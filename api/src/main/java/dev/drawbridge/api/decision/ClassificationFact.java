package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The data classification whose rules apply.
 *
 * @param name as the ModelDeployment names it
 * @param effectiveName the class whose spec stands here: the named one, or the strictest one when
 *     the named one is missing; null when there is none
 * @param spec the DataClassification's spec as stored; null when no class can be named
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ClassificationFact(
    ClassificationState state,
    String name,
    @Nullable String effectiveName,
    @Nullable String uid,
    @Nullable Long generation,
    @Nullable JsonNode spec) {}
