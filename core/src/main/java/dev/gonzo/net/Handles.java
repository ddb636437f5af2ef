package dev.gonzo.net;

import dev.gonzo.Coroutine;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What all kinds of sockets do with the kernel's handles. */
final class Handles {
  private Handles() {}

  /** Wraps a handle. */
  @FunctionalInterface
  interface Wrapping<S> {
    S wrap() throws IOException;
  }

  /** Wraps a handle that no other code has yet; if that fails, closes it. */
  static <S> S wrapped(Handle handle, Wrapping<S> wrapping) throws IOException {
    try {
      return wrapping.wrap();
    } catch (Throwable unusable) {
      close(handle);
      throw unusable;
    }
  }

  /** Closes a handle, which never fails. */
  static void close(Handle handle) {
    Trap<@Nullable Void> close = new Close(handle);
    Coroutine.trap(close);
  }
}
