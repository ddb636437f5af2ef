package dev.gonzo.durable.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The form of a journal's file: a header, and frames behind each other. A frame is written and
 * synced before the next one, so only the last one can be torn by a crash.
 *
 * <pre>
 *   header   8 bytes that say what it is, 8 random bytes: the id of the journal
 *   frame    length of the body (4), checksum (4), number (8), body
 * </pre>
 *
 * <p>The checksum covers the id of the journal, the number and the body, so what the device had at
 * this place before, such as frames of another journal, is not taken for a frame.
 */
final class Frames {
  static final int HEADER = 16;
  static final int FRAME_HEADER = 16;
  static final int MOST_BODY = 64 << 20;
  private static final byte[] MAGIC = {'G', 'O', 'N', 'Z', 'O', 'D', 'J', '1'};

  private Frames() {}

  static byte[] header(byte[] journal) {
    return ByteBuffer.allocate(HEADER).put(MAGIC).put(journal).array();
  }

  /** {@return the id of the journal; null if the bytes are not a header} */
  static byte @Nullable [] journal(byte[] header) {
    var buffer = ByteBuffer.wrap(header);
    byte[] magic = new byte[MAGIC.length];
    buffer.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      return null;
    }
    byte[] journal = new byte[HEADER - MAGIC.length];
    buffer.get(journal);
    return journal;
  }

  static byte[] frame(byte[] journal, long number, byte[] body) {
    return ByteBuffer.allocate(FRAME_HEADER + body.length)
        .putInt(body.length)
        .putInt(checksum(journal, number, body, 0, body.length))
        .putLong(number)
        .put(body)
        .array();
  }

  static int checksum(byte[] journal, long number, byte[] bytes, int offset, int length) {
    var checksum = new CRC32C();
    checksum.update(journal);
    checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    checksum.update(bytes, offset, length);
    return (int) checksum.getValue();
  }

  /** {@return whether a whole frame, with a number after another one, begins at a place} */
  static boolean isAt(byte[] journal, byte[] bytes, int offset, long after) {
    if (bytes.length - offset < FRAME_HEADER) {
      return false;
    }
    var buffer = ByteBuffer.wrap(bytes, offset, FRAME_HEADER);
    int length = buffer.getInt();
    int checksum = buffer.getInt();
    long number = buffer.getLong();
    int body = offset + FRAME_HEADER;
    return length >= 0
        && length <= bytes.length - body
        && number > after
        && number - after <= Integer.MAX_VALUE
        && checksum(journal, number, bytes, body, length) == checksum;
  }
}
