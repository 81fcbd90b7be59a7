package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of an object, or nothing of it where it holds what this version does not know, such
 * as a choice that a later one added. Objects come in lists: one that cannot be read would keep its
 * reader from all others.
 */
final class IfUnderstood extends JsonDeserializer<@Nullable Object>
    implements ContextualDeserializer {

  private final @Nullable JavaType type;

  /** For Jackson, which says by {@link #createContextual} what is to be read. */
  IfUnderstood() {
    this(null);
  }

  private IfUnderstood(@Nullable JavaType type) {
    this.type = type;
  }

  @Override
  public JsonDeserializer<?> createContextual(
      DeserializationContext context, BeanProperty property) {
    return new IfUnderstood(property.getType());
  }

  @Override
  public @Nullable Object deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonNode part = context.readTree(parser);
    try {
      return context.readTreeAsValue(part, type);
    } catch (JsonMappingException notUnderstood) {
      return null;
    }
  }
}
