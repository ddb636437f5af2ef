package dev.gonzo.process;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pipe to the standard input of a process. */
final class PipeSink implements ByteSink {
  private final Handle handle;

  PipeSink(Handle handle) {
    this.handle = handle;
  }

  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      Coroutine.trap(CHECKPOINT);
      return 0;
    }
    return Coroutine.trap(new Send(handle, bytes, offset, length));
  }

  @Async
  @Override
  public void close() throws IOException {
    Trap<@Nullable Void> close = new Close(handle);
    Coroutine.trap(close);
  }
}
