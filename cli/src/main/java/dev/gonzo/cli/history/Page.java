package dev.gonzo.cli.history;

import java.io.IOException;
import java.io.Writer;

/** An HTML page with places, such as <code>{{TITLE}}</code>, that are filled in their order. */
final class Page {
  private final Writer writer;
  private final String template;
  private int position;

  Page(Writer writer, String template) {
    this.writer = writer;
    this.template = template;
  }

  /** Writes up to a place; what is written next is in its stead. */
  Writer upTo(String place) throws IOException {
    String mark = "{{" + place + "}}";
    int found = template.indexOf(mark, position);
    writer.write(template, position, found - position);
    position = found + mark.length();
    return writer;
  }

  void rest() throws IOException {
    writer.write(template, position, template.length() - position);
  }

  /** A text as HTML. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
