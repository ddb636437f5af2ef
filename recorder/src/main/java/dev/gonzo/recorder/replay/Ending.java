package dev.gonzo.recorder.replay;

import dev.gonzo.recorder.ReplayResult;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first reason for which a replay ends. Any thread may set it. */
final class Ending {
  private final AtomicReference<@Nullable ReplayResult> result = new AtomicReference<>();

  /** Sets it, unless it is set. */
  boolean set(ReplayResult reason) {
    return result.compareAndSet(null, reason);
  }

  boolean isSet() {
    return result.get() != null;
  }

  @Nullable ReplayResult result() {
    return result.get();
  }
}
