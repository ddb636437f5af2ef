package dev.gonzo.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The bytes that a socket of a task receives. The JDK wraps it into a stream of its own. */
final class TaskInput extends InputStream {
  private final TaskSocket socket;

  TaskInput(TaskSocket socket) {
    this.socket = socket;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    return length == 0 ? 0 : socket.read(buffer, offset, length);
  }

  @Override
  public int available() throws IOException {
    return socket.available();
  }

  @Override
  public void close() {
    socket.close();
  }
}
