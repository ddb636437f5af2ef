package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.BodySink;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of a request over HTTP/2. Knows whether it failed because of the connection. */
final class Http2Sink implements BodySink {
  private final BodySink sink;
  private boolean hasEnded;
  private boolean hasFailed;

  Http2Sink(BodySink sink) {
    this.sink = sink;
  }

  boolean hasEnded() {
    return hasEnded;
  }

  boolean hasFailed() {
    return hasFailed;
  }

  private void run(AsyncRunnable<IOException> step) throws IOException {
    try {
      step.run();
    } catch (EOFException shortFile) {
      throw shortFile;
    } catch (IOException failure) {
      hasFailed = true;
      throw failure;
    }
  }

  @Async
  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    int[] taken = {0};
    run(() -> taken[0] = sink.write(bytes, offset, length));
    return taken[0];
  }

  @Async
  @Override
  public void writeAll(byte[] bytes, int offset, int length) throws IOException {
    run(() -> sink.writeAll(bytes, offset, length));
  }

  @Async
  @Override
  public void write(ByteBuffer bytes) throws IOException {
    run(() -> sink.write(bytes));
  }

  @Async
  @Override
  public void writeFile(AsyncFile file, long offset, long count) throws IOException {
    run(() -> sink.writeFile(file, offset, count));
  }

  @Async
  @Override
  public void flush() throws IOException {
    run(sink::flush);
  }

  @Async
  @Override
  public void end(Headers trailers) throws IOException {
    run(() -> sink.end(trailers));
    hasEnded = true;
  }
}
