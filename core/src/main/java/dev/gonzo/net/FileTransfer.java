package dev.gonzo.net;

import dev.gonzo.Coroutine;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.stream.PartialTransferException;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendFile;
import java.io.IOException;
import java.net.SocketException;

/** Sends a part of a file over a connection. */
final class FileTransfer {
  private static final int COPY_BYTES = 1 << 16;

  private final StreamSocket socket;
  private final AsyncFile file;
  private final long offset;
  private final long count;
  private long sent;

  FileTransfer(StreamSocket socket, AsyncFile file, long offset, long count) {
    this.socket = socket;
    this.file = file;
    this.offset = offset;
    this.count = count;
  }

  /** Sends everything, or up to the end of the file; returns the number of bytes. */
  long run() throws IOException {
    try {
      if (!byTheSystem()) {
        byCopies();
      }
      return sent;
    } catch (Throwable thrown) {
      PartialTransferException.note(thrown, sent);
      throw thrown;
    }
  }

  /** Lets the operating system copy the bytes; false if it cannot for this file on this kernel. */
  private boolean byTheSystem() throws IOException {
    try {
      while (sent < count) {
        long taken =
            Coroutine.trap(new SendFile(socket.handle, file.handle(), offset + sent, count - sent));
        if (taken == 0) {
          return true;
        }
        sent += taken;
      }
      return true;
    } catch (UnsupportedOperationException readIt) {
      return false;
    } catch (SocketException failure) {
      throw socket.noted(failure); // failures of the file have other classes
    }
  }

  private void byCopies() throws IOException {
    var buffer = new byte[(int) Math.min(COPY_BYTES, count - sent)];
    while (sent < count) {
      int wanted = (int) Math.min(buffer.length, count - sent);
      int read = file.readAt(offset + sent, buffer, 0, wanted);
      if (read < 0) {
        return;
      }
      for (int done = 0; done < read; ) {
        int taken = send(buffer, done, read - done);
        done += taken;
        sent += taken;
      }
    }
  }

  private int send(byte[] bytes, int from, int length) throws IOException {
    try {
      return Coroutine.trap(new Send(socket.handle, bytes, from, length));
    } catch (IOException failure) {
      throw socket.noted(failure);
    }
  }
}
