package dev.gonzo.process;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.stream.ByteSource;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pipe from an output of a process. */
final class PipeSource implements ByteSource {
  private final Handle handle;

  PipeSource(Handle handle) {
    this.handle = handle;
  }

  @Async
  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      Coroutine.trap(CHECKPOINT);
      return 0;
    }
    return Coroutine.trap(new Receive(handle, buffer, offset, length));
  }

  @Async
  @Override
  public void close() throws IOException {
    Trap<@Nullable Void> close = new Close(handle);
    Coroutine.trap(close);
  }
}
