package dev.gonzo.http.message;

import dev.gonzo.Async;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.stream.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The body of a message that is sent. Small pieces are collected; writing waits while the peer does
 * not read.
 *
 * <p>The message ends with {@link #end}, or when the code that writes it returns. If that code
 * throws instead, the peer sees a message that was cut short: so {@link #close} does not end it.
 *
 * <p>For tasks; only one may write at a time.
 */
public interface BodySink extends ByteSink {
  /**
   * Writes a text in UTF-8.
   *
   * <p>Suspends while the peer does not read; a checkpoint. If it is cancelled half way, the
   * message is cut short.
   *
   * @param text the text
   * @throws IOException if the connection has failed, or the peer has given up the message
   */
  @Async
  default void write(String text) throws IOException {
    writeAll(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /**
   * Writes bytes without copying them, if they are many.
   *
   * <p>Suspends while the peer does not read; a checkpoint. If it is cancelled half way, the
   * message is cut short.
   *
   * @param bytes the bytes, from position to limit; the position moves to the limit
   * @throws IOException if the connection has failed, or the peer has given up the message
   */
  @Async
  void write(ByteBuffer bytes) throws IOException;

  /**
   * Writes a part of a file. Over HTTP/1.1 without TLS the operating system copies it by itself.
   *
   * <p>Suspends while the peer does not read; a checkpoint. If it is cancelled half way, the
   * message is cut short.
   *
   * @param file a file that is open for reading
   * @param offset the position of the first byte in the file
   * @param count the number of bytes
   * @throws java.io.EOFException if the file ends before that
   * @throws IOException if the file or the connection has failed, or the peer has given up the
   *     message
   */
  @Async
  void writeFile(AsyncFile file, long offset, long count) throws IOException;

  /**
   * Sends what was collected. Without it, that is sent when it is enough, and at the end.
   *
   * <p>Suspends while the peer does not read; a checkpoint.
   *
   * @throws IOException if the connection has failed, or the peer has given up the message
   */
  @Async
  void flush() throws IOException;

  /**
   * Ends the message with fields after the body. Nothing more can be written. Ending twice is
   * harmless if there are no fields the second time.
   *
   * <p>Suspends while the peer does not read; a checkpoint.
   *
   * @param trailers the fields; left out if the message cannot carry them, as over HTTP/1.0
   * @throws IllegalStateException if fewer bytes were written than the length that was announced
   * @throws IOException if the connection has failed, or the peer has given up the message
   */
  @Async
  void end(Headers trailers) throws IOException;

  /**
   * Ends the message. Equivalent to {@code end(Headers.none())}.
   *
   * <p>Suspends while the peer does not read; a checkpoint.
   *
   * @throws IllegalStateException if fewer bytes were written than the length that was announced
   * @throws IOException if the connection has failed, or the peer has given up the message
   */
  @Async
  default void end() throws IOException {
    end(Headers.none());
  }
}
