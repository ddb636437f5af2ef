package dev.gonzo.http.engine.http1;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Bytes of a body, as they came: how they are divided has no meaning.
 *
 * @param bytes the bytes, from position to limit
 */
public record Data(ByteBuffer bytes) implements BodyInput, ServerOutput, ClientOutput {
  /** Creates the event. */
  public Data {
    Objects.requireNonNull(bytes);
  }
}
