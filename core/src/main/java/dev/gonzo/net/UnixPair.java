package dev.gonzo.net;

import dev.gonzo.Async;
import dev.gonzo.Suspension;

/**
 * Two Unix sockets that are connected to each other: each receives what the other sends. Opened by
 * {@link Unix#pair}.
 *
 * <p>Only for tasks of the kernel that opened it. Each socket can also be closed individually.
 *
 * @param first one of the sockets
 * @param second the other socket
 */
public record UnixPair(UnixSocket first, UnixSocket second) implements AutoCloseable {
  /** Closes both sockets. Closing twice is harmless, also if a socket was closed individually. */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    try {
      first.close();
    } finally {
      second.close();
    }
  }
}
