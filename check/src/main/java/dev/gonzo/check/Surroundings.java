package dev.gonzo.check;

import dev.gonzo.check.Call.Lock;
import dev.gonzo.check.Call.Swallower;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the code that is being read, within its region. For the components see {@link
 * Call}.
 */
record Surroundings(
    Region region,
    List<Lock> locks,
    @Nullable Swallower swallower,
    boolean guarded,
    boolean inCoroutine) {

  static Surroundings of(Region region) {
    return new Surroundings(region, List.of(), null, false, false);
  }

  Surroundings locked(Lock lock) {
    var all = new ArrayList<>(locks);
    all.add(lock);
    return new Surroundings(region, List.copyOf(all), swallower, guarded, inCoroutine);
  }

  Surroundings caught(@Nullable Swallower by, boolean guards) {
    return new Surroundings(region, locks, by, guarded || guards, inCoroutine);
  }

  Surroundings coroutine(boolean shielded) {
    return new Surroundings(region, locks, shielded ? null : swallower, guarded, true);
  }
}
