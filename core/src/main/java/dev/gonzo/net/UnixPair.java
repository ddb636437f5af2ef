package dev.gonzo.net;

import dev.gonzo.Async;

/**
 * Two Unix sockets that are connected with each other: what one sends, the other receives. Made by
 * {@link Unix#pair}.
 *
 * <p>For tasks of the kernel that opened it. Each socket can be closed by itself.
 *
 * @param first the one
 * @param second the other
 */
public record UnixPair(UnixSocket first, UnixSocket second) implements AutoCloseable {
  /**
   * Closes both. Closing twice is harmless, as is closing what was closed by itself.
   *
   * <p>Async, but never suspends, and no checkpoint.
   */
  @Async
  @Override
  public void close() {
    try {
      first.close();
    } finally {
      second.close();
    }
  }
}
