package dev.gonzo.recorder.format;

import dev.gonzo.Moment;
import dev.gonzo.recorder.event.Bytes;
import java.util.List;
import java.util.stream.Collectors;

/** Encoded traps as text for a person. */
final class TrapText {
  private TrapText() {}

  static String of(Bytes trap, boolean showSecrets) {
    try {
      String text = of(new ByteReader(trap));
      return Printable.of(showSecrets ? text : Secrets.masked(text));
    } catch (DamagedDataException damaged) {
      return "a trap that cannot be decoded: " + damaged.getMessage();
    }
  }

  private static String of(ByteReader from) {
    long number = from.oneByte();
    Class<?> kind = TrapKinds.of(number);
    if (kind == null) {
      return "trap of kind " + number + ", of a later version";
    }
    List<TrapPart> parts = TrapPart.of(kind);
    return parts.stream()
        .map(part -> text(part, from))
        .collect(
            Collectors.joining(
                ", ",
                kind.getSimpleName() + (parts.isEmpty() ? "" : "("),
                parts.isEmpty() ? "" : ")"));
  }

  private static String text(TrapPart part, ByteReader from) {
    return switch (part.kind()) {
      case HANDLE -> handle(part.name(), from.signed());
      case DEADLINE, WAKER -> numbered(part.name(), from.signed());
      case TASK -> "task " + from.signed();
      case QUEUE -> {
        String name = from.text();
        yield name.isEmpty() ? "queue" : name;
      }
      case MOMENT -> part.name() + " " + new Moment(from.signed());
      case CANCELLED -> "'" + from.text() + "'";
      case FLAG -> (from.flag() ? "" : "not ") + part.name();
      case NUMBER -> part.name() + " " + from.signed();
      case RECEIVED, RECEIVED_BUFFERS -> "up to " + from.number() + " bytes";
      case SENT, WRITTEN, SENT_BUFFERS ->
          from.number() + " bytes with checksum " + Integer.toHexString(from.fourBytes());
      case VALUE -> part.name() + " " + ValueText.of(ValueReader.forText(from).read());
    };
  }

  private static String handle(String name, long number) {
    return number == 0 ? "no " + name : numbered(name, number);
  }

  private static String numbered(String name, long number) {
    return number < 0 ? "an earlier " + name : name + " " + number;
  }
}
