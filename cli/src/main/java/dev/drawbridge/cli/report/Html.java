package dev.drawbridge.cli.report;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes HTML that is XML too. Whatever is given as text is escaped by the writer, so that nothing
 * in a log can become markup, and what is not visible is shown by its number.
 */
final class Html {

  /** Something that is written between a start and an end. */
  interface Content {
    void write();
  }

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  Html() {
    try {
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeDTD("<!DOCTYPE html>\n");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An element with others in it. */
  void in(String name, Map<String, String> attributes, Content content) {
    try {
      start(name, attributes);
      content.write();
      xml.writeEndElement();
      xml.writeCharacters("\n");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  void in(String name, Content content) {
    in(name, Map.of(), content);
  }

  /** An element with text in it. */
  void text(String name, Map<String, String> attributes, String value) {
    try {
      start(name, attributes);
      xml.writeCharacters(Printable.line(value));
      xml.writeEndElement();
      xml.writeCharacters("\n");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  void text(String name, String value) {
    text(name, Map.of(), value);
  }

  /** An element that never has anything in it. */
  void empty(String name, Map<String, String> attributes) {
    try {
      xml.writeEmptyElement(name);
      attributes(attributes);
      xml.writeCharacters("\n");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Our own style, which has no character that XML would escape. */
  void style(String css) {
    try {
      xml.writeStartElement("style");
      xml.writeCharacters("\n" + css);
      xml.writeEndElement();
      xml.writeCharacters("\n");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A row of a table's head. */
  void head(List<String> cells) {
    in("tr", () -> cells.forEach(cell -> text("th", Map.of("scope", "col"), cell)));
  }

  /** A row that begins with what it is about. */
  void row(String topic, String what) {
    in(
        "tr",
        () -> {
          text("th", Map.of("scope", "row"), topic);
          text("td", what);
        });
  }

  private void start(String name, Map<String, String> attributes) throws XMLStreamException {
    xml.writeStartElement(name);
    attributes(attributes);
  }

  private void attributes(Map<String, String> attributes) throws XMLStreamException {
    for (Map.Entry<String, String> attribute : new TreeMap<>(attributes).entrySet()) {
      xml.writeAttribute(attribute.getKey(), attribute.getValue());
    }
  }

  /** All that was written. */
  @Override
  public String toString() {
    return text.toString();
  }
}
