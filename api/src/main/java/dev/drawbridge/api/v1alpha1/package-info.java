/**
 * The custom resources of {@code drawbridge.dev/v1alpha1}.
 *
 * <p>These records are the source of the CustomResourceDefinitions in {@code crds/}: descriptions,
 * defaults, ranges and validation rules stand at the field they belong to. Lists and maps are never
 * null and never change; what a user may leave out, and what has no default, is {@code @Nullable}.
 */
@NullMarked
package dev.drawbridge.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
