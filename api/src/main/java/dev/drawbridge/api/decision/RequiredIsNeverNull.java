package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Refuses null where a property is required. Jackson by itself is content when the key is there,
 * and findings of null would then pass for no findings at all.
 */
final class RequiredIsNeverNull extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1L;

  @Override
  public JsonSetter.Value findSetterInfo(Annotated annotated) {
    JsonSetter.Value declared = super.findSetterInfo(annotated);
    JsonProperty property = _findAnnotation(annotated, JsonProperty.class);
    return property != null && property.required() ? declared.withValueNulls(Nulls.FAIL) : declared;
  }
}
