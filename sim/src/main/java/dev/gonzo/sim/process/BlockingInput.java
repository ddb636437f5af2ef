package dev.gonzo.sim.process;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import java.io.IOException;
import java.io.InputStream;

/**
 * What {@code System.in} is for the classes of a process. A read blocks its thread, or its task; a
 * cancellation waits for the end of it, as it does outside.
 */
final class BlockingInput extends InputStream {
  private final InputEnd end;

  BlockingInput(InputEnd end) {
    this.end = end;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    return Coroutine.isRunning()
        ? Gonzo.<Integer, IOException>withoutCancellation(
            () -> Coroutine.trap(new ReadStandardInput(buffer, offset, length)))
        : end.readBlocking(buffer, offset, length);
  }
}
