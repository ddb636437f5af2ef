package dev.gonzo.http.client;

import java.util.OptionalLong;

/** The body of a request. */
sealed interface RequestBody {
  RequestBody NONE = new None();

  /** Whether it can be sent again. */
  boolean isRepeatable();

  OptionalLong length();

  /** No body. */
  record None() implements RequestBody {
    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.of(0);
    }
  }

  /** A body in memory. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bytes(byte[] bytes) implements RequestBody {
    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.of(bytes.length);
    }
  }

  /** A body that is written while it is sent. */
  record Written(OptionalLong length, BodyWriter writer, boolean isRepeatable)
      implements RequestBody {}
}
