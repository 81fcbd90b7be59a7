package dev.drawbridge.api.crd;

import java.util.List;

/**
 * What a user must be told about one mistake.
 *
 * @param field that is named
 * @param pieces of the text: what is wrong, and where the schema has words for it, the fix
 */
record Refusal(String field, List<String> pieces) {}
