package dev.gonzo.recorder.format;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** Checksums of what a program sends and writes. */
final class Checksum {
  private Checksum() {}

  static int of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  static int of(byte[] bytes, int offset, int length) {
    var checksum = new CRC32C();
    checksum.update(bytes, offset, length);
    return (int) checksum.getValue();
  }

  static int of(List<ByteBuffer> buffers) {
    var checksum = new CRC32C();
    for (ByteBuffer buffer : buffers) {
      checksum.update(buffer.duplicate());
    }
    return (int) checksum.getValue();
  }
}
