package dev.gonzo.http.engine.http2;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streams that were closed last: frames for them may have been on their way. */
final class ClosedStreams {
  /** How a stream was closed. */
  enum Cause {
    ENDED,
    RESET_BY_PEER,
    RESET_BY_US
  }

  private final Map<Integer, Cause> causes;

  ClosedStreams(int most) {
    causes =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, Cause> eldest) {
            return size() > most;
          }
        };
  }

  void add(int stream, Cause cause) {
    causes.put(stream, cause);
  }

  /** {@return how a stream was closed; null if that is too long ago, or if it never was open} */
  @Nullable Cause cause(int stream) {
    return causes.get(stream);
  }
}
