package dev.gonzo.monitor.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One tool: a line for each request, and a line for its answer. */
final class Connection implements AutoCloseable {
  /** How long a request may be. */
  static final int MOST_BYTES = 64 << 10;

  private final SocketChannel channel;
  private final Consumer<Connection> ended;

  Connection(SocketChannel channel, Consumer<Connection> ended) {
    this.channel = channel;
    this.ended = ended;
  }

  /** Answers requests until the tool leaves. Blocks the thread. */
  void serve() {
    try (var answers = new Answers()) {
      InputStream input = new BufferedInputStream(Channels.newInputStream(channel));
      for (String request = line(input); request != null; request = line(input)) {
        write(answers.to(request));
      }
    } catch (IOException left) {
      // The tool was ended, or this program closes the connection.
    } catch (RuntimeException | Error failure) {
      // The program's output is not for the monitor's own failures: the tool shows them.
      failed(failure);
    } finally {
      close();
      ended.accept(this);
    }
  }

  private void write(String answer) throws IOException {
    ByteBuffer bytes = UTF_8.encode(answer + "\n");
    while (bytes.hasRemaining()) {
      int _ = channel.write(bytes);
    }
  }

  private void failed(Throwable failure) {
    try {
      write(Answers.error("the monitor in the program has failed: " + failure));
    } catch (IOException left) {
      // The tool was ended meanwhile.
    }
  }

  /** Reads a line; null at the end of the stream, and if the line is too long. */
  private static @Nullable String line(InputStream input) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int each = input.read(); each != '\n'; each = input.read()) {
      if (each < 0 || line.size() == MOST_BYTES) {
        return null;
      }
      line.write(each);
    }
    return line.toString(UTF_8);
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  static void closeQuietly(Closeable closed) {
    try {
      closed.close();
    } catch (IOException already) {
      // There is nothing left to release.
    }
  }
}
