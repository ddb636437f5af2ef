package dev.gonzo.trap;

import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * Sets a socket option. Throws {@link UnsupportedOperationException} for an option that the kernel
 * does not know. Never suspends.
 *
 * @param handle a socket or a listener
 * @param option one of {@link java.net.StandardSocketOptions}
 * @param value its new value, of the option's type
 */
public record SetOption(Handle handle, SocketOption<?> option, Object value)
    implements Trap.Net<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
