package dev.gonzo.http.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.Async;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.stream.ByteSource;
import dev.gonzo.stream.Input;
import dev.gonzo.stream.StreamFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.OptionalLong;

/**
 * The body of a message that is received. It is read as it arrives: the peer is held up while it is
 * not read.
 *
 * <pre>{@code
 * String order = exchange.body().text(64 << 10);
 * }</pre>
 *
 * <p>For tasks; only one may read at a time.
 */
public interface Body extends ByteSource {
  /**
   * {@return the number of bytes, if the peer has announced it} Never suspends. Empty if it has
   * not, or the body is decompressed while it is read.
   */
  OptionalLong length();

  /**
   * Returns the fields that followed the body. Never suspends.
   *
   * @return the fields; usually none
   * @throws IllegalStateException if the body was not read to its end
   */
  Headers trailers();

  /**
   * Reads all of it.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the bytes that had come are lost.
   *
   * @param most the greatest number of bytes
   * @return the bytes
   * @throws dev.gonzo.stream.LimitExceededException if there are more; a server answers it with 413
   * @throws IOException if the message was cut short, or the connection has failed
   */
  @Async
  default byte[] bytes(int most) throws IOException {
    return Input.of(this).readAll(most);
  }

  /**
   * Reads all of it as text in UTF-8.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the bytes that had come are lost.
   *
   * @param most the greatest number of bytes
   * @return the text
   * @throws dev.gonzo.stream.LimitExceededException if there are more bytes; a server answers it
   *     with 413
   * @throws java.nio.charset.CharacterCodingException if it is not UTF-8; a server answers it with
   *     400
   * @throws IOException if the message was cut short, or the connection has failed
   */
  @Async
  default String text(int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(most));
    try {
      return UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(bytes).toString();
    } catch (CharacterCodingException invalid) {
      StreamFailureException.note(invalid, this);
      throw invalid;
    }
  }
}
