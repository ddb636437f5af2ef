package dev.gonzo.bridge;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** The bytes that a socket of a task sends. The JDK wraps it into a stream of its own. */
final class TaskOutput extends OutputStream {
  private final TaskSocket socket;

  TaskOutput(TaskSocket socket) {
    this.socket = socket;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length > 0) {
      socket.write(bytes, offset, length);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
