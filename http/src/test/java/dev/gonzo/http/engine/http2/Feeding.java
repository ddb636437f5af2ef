package dev.gonzo.http.engine.http2;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Consumer;

/** How bytes reach an engine: whole, one by one, or split by a seed. Events must be the same. */
enum Feeding {
  WHOLE,
  BYTE_BY_BYTE,
  SPLIT;

  void feed(byte[] bytes, Random random, Consumer<ByteBuffer> engine) {
    int at = 0;
    while (at < bytes.length) {
      int part =
          switch (this) {
            case WHOLE -> bytes.length;
            case BYTE_BY_BYTE -> 1;
            case SPLIT -> 1 + random.nextInt(random.nextBoolean() ? 8 : 2_000);
          };
      int length = Math.min(part, bytes.length - at);
      // A buffer that is not the whole array, and at times not in the heap.
      ByteBuffer buffer =
          this == SPLIT && random.nextBoolean()
              ? ByteBuffer.allocateDirect(length + 7)
              : ByteBuffer.allocate(length + 7);
      buffer.position(3).limit(3 + length);
      buffer.put(3, bytes, at, length);
      engine.accept(buffer);
      at += length;
    }
  }
}
