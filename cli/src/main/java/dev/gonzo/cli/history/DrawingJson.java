package dev.gonzo.cli.history;

import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;

/** Writes a drawing as JSON, for a script element: nothing in it can end that element. */
final class DrawingJson {
  private final Writer writer;

  DrawingJson(Writer writer) {
    this.writer = writer;
  }

  void write(String title, Drawing drawing) throws IOException {
    writer.write("{\"title\":");
    text(title);
    name("waits");
    texts(Arrays.stream(Waiting.values()).map(Waiting::word).toList());
    name("hosts");
    texts(drawing.hosts);
    name("labels");
    texts(drawing.lanes.stream().map(Lane::label).toList());
    name("hostOfLane");
    var hosts = new Numbers();
    drawing.lanes.forEach(lane -> hosts.add(lane.host));
    numbers(hosts);
    name("texts");
    texts(drawing.allTexts());
    name("number");
    differences(drawing.numbers);
    name("nanos");
    differences(drawing.nanos);
    name("lane");
    numbers(drawing.places);
    name("topic");
    numbers(drawing.topics);
    name("text");
    numbers(drawing.texts);
    name("bars");
    numbers(drawing.bars);
    name("arrows");
    numbers(drawing.arrows);
    name("faults");
    numbers(drawing.faults);
    writer.write("}");
  }

  private void name(String name) throws IOException {
    writer.write(",\n\"" + name + "\":");
  }

  private void numbers(Numbers numbers) throws IOException {
    writer.write('[');
    for (int i = 0; i < numbers.size(); i++) {
      writer.write(i == 0 ? "" : ",");
      writer.write(Long.toString(numbers.get(i)));
    }
    writer.write(']');
  }

  /** Each as its distance from the one before: most are small. */
  private void differences(Numbers numbers) throws IOException {
    var differences = new Numbers();
    long before = 0;
    for (int i = 0; i < numbers.size(); i++) {
      differences.add(numbers.get(i) - before);
      before = numbers.get(i);
    }
    numbers(differences);
  }

  private void texts(Iterable<String> texts) throws IOException {
    writer.write('[');
    String comma = "";
    for (String each : texts) {
      writer.write(comma);
      text(each);
      comma = ",";
    }
    writer.write(']');
  }

  private void text(String text) throws IOException {
    writer.write('"');
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each == '"' || each == '\\') {
        writer.write('\\');
        writer.write(each);
      } else if (each < ' ' || each == '<' || each == '>' || each == '&' || each > '~') {
        writer.write("\\u%04x".formatted((int) each));
      } else {
        writer.write(each);
      }
    }
    writer.write('"');
  }
}
