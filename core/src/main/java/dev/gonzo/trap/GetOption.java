package dev.gonzo.trap;

import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads a socket option. Throws {@link UnsupportedOperationException} for an option that the kernel
 * does not know. Never suspends.
 *
 * @param handle a socket or a listener
 * @param option one of {@link java.net.StandardSocketOptions}
 * @param <T> the option's type
 */
public record GetOption<T extends @Nullable Object>(Handle handle, SocketOption<T> option)
    implements Trap.Net<T> {
  @Override
  public Class<?> answerType() {
    return Object.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
