package dev.gonzo.http.engine.hpack;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Encodes the header blocks of a connection, in their order. Secrets are never indexed: fields that
 * say so, authorizations, and cookies that are short enough to be guessed.
 *
 * <p>For one thread at a time.
 */
public final class HpackEncoder {
  private static final int SHORT_COOKIE = 20;

  /** Fields whose values seldom return: as entries they would only displace others. */
  private static final Set<String> SELDOM_AGAIN =
      Set.of(
          ":path",
          "age",
          "content-length",
          "content-range",
          "etag",
          "if-modified-since",
          "if-none-match",
          "location",
          "set-cookie");

  private final int mostTableSize;
  private final EncoderTable table;
  private final HpackOutput out = new HpackOutput();

  private boolean isUpdateDue;
  private int smallestSize;

  /**
   * Creates an encoder.
   *
   * @param tableSize how large its table may become, in bytes, whatever the peer allows
   */
  public HpackEncoder(int tableSize) {
    mostTableSize = tableSize;
    table = new EncoderTable(4096);
    if (tableSize < 4096) {
      setTableSize(tableSize);
    }
  }

  /**
   * Takes the peer's SETTINGS_HEADER_TABLE_SIZE. The next block begins with the change.
   *
   * @param bytes how large the peer allows the table to be
   */
  public void setTableSize(int bytes) {
    int size = Math.min(bytes, mostTableSize);
    if (size == table.capacity() && !isUpdateDue) {
      return;
    }
    smallestSize = isUpdateDue ? Math.min(smallestSize, size) : size;
    isUpdateDue = true;
    table.resize(size);
  }

  /** {@return the size of the entries in the table, in bytes} */
  public int tableSize() {
    return table.size();
  }

  /**
   * Encodes a block.
   *
   * @param fields its fields, in order; one character for each byte
   * @return the bytes; valid until the next call
   * @throws IllegalArgumentException if a field has a character above U+00FF; the encoder is then
   *     as it was
   */
  public ByteBuffer encode(Iterable<HpackField> fields) {
    for (HpackField field : fields) {
      requireBytes(field.name());
      requireBytes(field.value());
    }
    out.clear();
    if (isUpdateDue) {
      if (smallestSize < table.capacity()) {
        out.integer(0x20, 5, smallestSize);
      }
      out.integer(0x20, 5, table.capacity());
      isUpdateDue = false;
    }
    for (HpackField field : fields) {
      encode(field);
    }
    return out.buffer();
  }

  private static void requireBytes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        throw new IllegalArgumentException(
            "a field is one character for each byte, got U+%04X at %d; encode it first"
                .formatted((int) text.charAt(i), i));
      }
    }
  }

  private void encode(HpackField field) {
    if (isSecret(field)) {
      literal(field, 0x10, 4);
      return;
    }
    int index = StaticTable.indexOf(field);
    if (index == 0) {
      index = table.indexOf(field);
    }
    if (index != 0) {
      out.integer(0x80, 7, index);
    } else if (field.size() > table.capacity() / 2 || SELDOM_AGAIN.contains(field.name())) {
      literal(field, 0, 4);
    } else {
      literal(field, 0x40, 6);
      table.add(field);
    }
  }

  private void literal(HpackField field, int first, int prefix) {
    int index = StaticTable.indexOfName(field.name());
    if (index == 0) {
      index = table.indexOfName(field.name());
    }
    out.integer(first, prefix, index);
    if (index == 0) {
      out.string(field.name());
    }
    out.string(field.value());
  }

  private static boolean isSecret(HpackField field) {
    return field.neverIndexed()
        || switch (field.name()) {
          case "authorization", "proxy-authorization" -> true;
          case "cookie" -> field.value().length() < SHORT_COOKIE;
          default -> false;
        };
  }
}
