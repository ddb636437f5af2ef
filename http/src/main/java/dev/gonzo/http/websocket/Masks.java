package dev.gonzo.http.websocket;

import dev.gonzo.Environment;
import java.nio.ByteBuffer;
import java.util.function.IntSupplier;

/** The masks of a client's frames: random numbers of the kernel, some at a time. */
final class Masks implements IntSupplier {
  private static final int AT_ONCE = 64;

  private ByteBuffer left = ByteBuffer.allocate(0);

  @Override
  public int getAsInt() {
    if (!left.hasRemaining()) {
      left = ByteBuffer.wrap(Environment.randomBytes(AT_ONCE * Integer.BYTES));
    }
    return left.getInt();
  }
}
