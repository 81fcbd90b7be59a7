/**
 * Keyed hashes of prompts, answers and persons. Whoever lacks the key of an epoch cannot try values
 * out, and once it is destroyed nobody can link that epoch's records any more.
 */
@NullMarked
package dev.drawbridge.audit.pseudonym;

import org.jspecify.annotations.NullMarked;
