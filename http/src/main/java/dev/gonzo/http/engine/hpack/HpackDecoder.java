package dev.gonzo.http.engine.hpack;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Decodes the header blocks of a connection, in their order. Fields beyond the limit are not
 * delivered, yet the whole block is decoded, because later blocks refer to its entries.
 *
 * <pre>{@code
 * var decoder = new HpackDecoder(4096, 16_384);
 * boolean isWhole = decoder.decode(block, field -> System.out.println(field));
 * }</pre>
 *
 * <p>For one thread at a time.
 */
public final class HpackDecoder {
  private final int mostListSize;
  private final DynamicTable table;
  private int mostTableSize;
  private boolean isUpdateDue;
  private byte[] scratch = new byte[128];

  private int at;

  /**
   * Creates a decoder.
   *
   * @param tableSize how large the peer may make the table, in bytes; SETTINGS_HEADER_TABLE_SIZE
   * @param listSize how large the decoded fields of a block may be together, in bytes, with 32 for
   *     each; SETTINGS_MAX_HEADER_LIST_SIZE
   */
  public HpackDecoder(int tableSize, int listSize) {
    this.mostTableSize = tableSize;
    this.mostListSize = listSize;
    this.table = new DynamicTable(Math.min(tableSize, 4096));
  }

  /**
   * Changes how large the peer may make the table, after it has acknowledged the setting. If its
   * table is larger now, its next block must begin with a smaller size.
   *
   * @param bytes the new limit
   */
  public void setTableSize(int bytes) {
    mostTableSize = bytes;
    isUpdateDue = table.capacity() > bytes;
  }

  /** {@return the size of the entries in the table, in bytes} */
  public int tableSize() {
    return table.size();
  }

  /**
   * Decodes a block.
   *
   * @param block all of its bytes, from position to limit; its position is not moved
   * @param fields takes the fields in their order, as long as they are within the limit
   * @return whether all fields were within the limit
   * @throws HpackException if the block is wrong; the decoder must not be used any more
   */
  public boolean decode(ByteBuffer block, Consumer<HpackField> fields) {
    at = block.position();
    int end = block.limit();
    int updates = 0;
    boolean hasField = false;
    long listSize = 0;
    while (at < end) {
      int first = block.get(at);
      if ((first & 0xE0) == 0x20) {
        updateSize(block, end, hasField, ++updates);
        continue;
      }
      if (isUpdateDue) {
        throw new HpackException(HpackError.SIZE_UPDATE_MISSING);
      }
      hasField = true;
      HpackField field = first < 0 ? indexed(block, end) : literal(block, end, first);
      listSize += field.size();
      if (listSize <= mostListSize) {
        fields.accept(field);
      }
    }
    return listSize <= mostListSize;
  }

  private void updateSize(ByteBuffer block, int end, boolean hasField, int updates) {
    if (hasField) {
      throw new HpackException(HpackError.SIZE_UPDATE_TOO_LATE);
    }
    if (updates > 2) {
      throw new HpackException(HpackError.SIZE_UPDATES_TOO_MANY);
    }
    int size = integer(block, end, 5);
    if (size > mostTableSize) {
      throw new HpackException(HpackError.SIZE_UPDATE_TOO_LARGE);
    }
    table.resize(size);
    evictFor(0);
    isUpdateDue = false;
  }

  private HpackField indexed(ByteBuffer block, int end) {
    return entry(integer(block, end, 7));
  }

  private HpackField literal(ByteBuffer block, int end, int first) {
    boolean isIndexed = (first & 0x40) != 0;
    boolean isNever = (first & 0x10) != 0 && !isIndexed;
    int index = integer(block, end, isIndexed ? 6 : 4);
    String name = index == 0 ? string(block, end) : entry(index).name();
    var field = new HpackField(name, string(block, end), isNever);
    if (isIndexed) {
      evictFor(field.size());
      if (field.size() <= table.capacity()) {
        table.add(field);
      }
    }
    return field;
  }

  private void evictFor(int bytes) {
    while (table.isOver(bytes)) {
      table.evict();
    }
  }

  private HpackField entry(int index) {
    if (index == 0 || index - StaticTable.LENGTH > table.count()) {
      throw new HpackException(HpackError.INDEX_UNKNOWN);
    }
    return index <= StaticTable.LENGTH
        ? StaticTable.get(index)
        : table.get(index - StaticTable.LENGTH - 1);
  }

  private int integer(ByteBuffer block, int end, int prefix) {
    int most = (1 << prefix) - 1;
    int first = block.get(at++) & most;
    if (first < most) {
      return first;
    }
    long value = most;
    for (int shift = 0; ; shift += 7) {
      if (at == end) {
        throw new HpackException(HpackError.TRUNCATED);
      }
      if (shift > 28) {
        throw new HpackException(HpackError.INTEGER_TOO_LARGE);
      }
      int next = block.get(at++);
      value += (long) (next & 0x7F) << shift;
      if (value > Integer.MAX_VALUE) {
        throw new HpackException(HpackError.INTEGER_TOO_LARGE);
      }
      if (next >= 0) {
        return (int) value;
      }
    }
  }

  private String string(ByteBuffer block, int end) {
    if (at == end) {
      throw new HpackException(HpackError.TRUNCATED);
    }
    boolean isHuffman = block.get(at) < 0;
    int length = integer(block, end, 7);
    if (length > end - at) {
      throw new HpackException(HpackError.TRUNCATED);
    }
    int most = isHuffman ? HuffmanDecoder.mostBytes(length) : length;
    byte[] bytes = most <= scratch.length ? scratch : new byte[most];
    int count = length;
    if (isHuffman) {
      count = HuffmanDecoder.decode(block, at, at + length, bytes);
    } else {
      block.get(at, bytes, 0, length);
    }
    at += length;
    return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
  }
}
