package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.http.message.BodySink;
import java.io.IOException;

/** Writes the body of a request, piece by piece. */
@FunctionalInterface
public interface BodyWriter {
  /**
   * Writes the body. It ends when this method returns.
   *
   * <p>Runs in a task of its own, while the task that sent the request waits for the response or
   * reads it. It is cancelled when the response ends the request early, or is closed.
   *
   * @param sink where the bytes go; writing waits while the server does not read
   * @throws IOException if the body cannot be written; then the request fails with it
   */
  @Async
  void write(BodySink sink) throws IOException;
}
