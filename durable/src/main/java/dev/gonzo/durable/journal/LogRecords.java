package dev.gonzo.durable.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Changes of a ledger as bytes. Each may be read twice. */
final class LogRecords {
  private static final int BEGIN = 1;
  private static final int ENTRIES = 2;
  private static final int CLAIM = 3;
  private static final int FORGET = 4;
  // What an entry has at most beside its content.
  private static final int ENTRY = 64;

  private LogRecords() {}

  /** What is written into memory, which does not fail. */
  @FunctionalInterface
  private interface Writing {
    void to(DataOutputStream output) throws IOException;
  }

  private static byte[] record(int type, Writing writing) {
    var bytes = new ByteArrayOutputStream();
    var output = new DataOutputStream(bytes);
    try {
      output.writeByte(type);
      writing.to(output);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static byte[] begin(NewTask task) {
    return record(
        BEGIN,
        output -> {
          writeText(output, task.id());
          writeText(output, task.function());
          writeBytes(output, task.argument());
          writeBytes(output, task.seed());
          writeInstant(output, task.at());
        });
  }

  /**
   * {@return the entries in one or more records, each with at most {@code most} bytes of entries}
   * An entry that is longer has a record of its own.
   */
  static List<byte[]> entries(String id, long token, List<Entry> entries, long most) {
    var records = new ArrayList<byte[]>();
    int from = 0;
    long length = 0;
    for (int at = 0; at < entries.size(); at++) {
      long next = entries.get(at).content().length + (long) ENTRY;
      if (at > from && length + next > most) {
        records.add(piece(id, token, entries.subList(from, at)));
        from = at;
        length = 0;
      }
      length += next;
    }
    records.add(piece(id, token, entries.subList(from, entries.size())));
    return records;
  }

  private static byte[] piece(String id, long token, List<Entry> entries) {
    return record(
        ENTRIES,
        output -> {
          writeText(output, id);
          output.writeLong(token);
          output.writeInt(entries.size());
          for (Entry entry : entries) {
            output.writeLong(entry.number());
            writeText(output, entry.kind().name());
            writeInstant(output, entry.at());
            writeBytes(output, entry.content());
          }
        });
  }

  /**
   * Refuses a record that no frame can hold.
   *
   * @throws IOException if it is too long
   */
  static void requireFits(String id, byte[] record) throws IOException {
    if (record.length > Frames.MOST_BODY) {
      throw new IOException(
          ("a record of task \"%s\" has %d bytes, which is more than %d:"
                  + " keep large values elsewhere, and their names in the task")
              .formatted(id, record.length, Frames.MOST_BODY));
    }
  }

  static byte[] claim(String id, long token) {
    return record(
        CLAIM,
        output -> {
          writeText(output, id);
          output.writeLong(token);
        });
  }

  static byte[] forget(String id) {
    return record(FORGET, output -> writeText(output, id));
  }

  /** Applies the records of a frame to a ledger. */
  static void apply(byte[] frame, Ledger ledger) throws IOException {
    try (var input = new DataInputStream(new ByteArrayInputStream(frame))) {
      while (input.available() > 0) {
        applyOne(input, ledger);
      }
    } catch (IllegalArgumentException | DateTimeException invalid) {
      throw new IOException(invalid);
    }
  }

  private static void applyOne(DataInputStream input, Ledger ledger) throws IOException {
    int type = input.readByte();
    String id = text(input);
    switch (type) {
      case BEGIN -> {
        boolean _ =
            ledger.begin(new NewTask(id, text(input), bytes(input), bytes(input), instant(input)));
      }
      case ENTRIES -> {
        ledger.raiseToken(id, input.readLong());
        int count = input.readInt();
        var entries = new ArrayList<Entry>();
        for (int number = 0; number < count; number++) {
          long place = input.readLong();
          EntryKind kind = EntryKind.valueOf(text(input));
          entries.add(new Entry(place, kind, instant(input), bytes(input)));
        }
        ledger.addRead(id, entries);
      }
      case CLAIM -> ledger.raiseToken(id, input.readLong());
      case FORGET -> ledger.forget(id);
      default -> throw new IOException("there is no record of type " + type);
    }
  }

  private static void writeText(DataOutputStream output, String text) throws IOException {
    writeBytes(output, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void writeBytes(DataOutputStream output, byte[] bytes) throws IOException {
    output.writeInt(bytes.length);
    output.write(bytes);
  }

  private static void writeInstant(DataOutputStream output, Instant at) throws IOException {
    output.writeLong(at.getEpochSecond());
    output.writeInt(at.getNano());
  }

  private static String text(DataInputStream input) throws IOException {
    return new String(bytes(input), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream input) throws IOException {
    int length = input.readInt();
    if (length < 0 || length > input.available()) {
      throw new IOException("a length is " + length);
    }
    return input.readNBytes(length);
  }

  private static Instant instant(DataInputStream input) throws IOException {
    return Instant.ofEpochSecond(input.readLong(), input.readInt());
  }
}
