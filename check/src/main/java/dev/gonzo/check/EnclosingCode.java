package dev.gonzo.check;

import dev.gonzo.check.Call.Lock;
import dev.gonzo.check.Call.Swallower;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What encloses the code that is being read, within its region. For the components see {@link
 * Call}.
 */
record EnclosingCode(
    Region region,
    List<Lock> locks,
    @Nullable Swallower swallower,
    boolean guarded,
    boolean inCoroutine) {

  static EnclosingCode of(Region region) {
    return new EnclosingCode(region, List.of(), null, false, false);
  }

  EnclosingCode locked(Lock lock) {
    var all = new ArrayList<>(locks);
    all.add(lock);
    return new EnclosingCode(region, List.copyOf(all), swallower, guarded, inCoroutine);
  }

  EnclosingCode caught(@Nullable Swallower by, boolean guards) {
    return new EnclosingCode(region, locks, by, guarded || guards, inCoroutine);
  }

  EnclosingCode coroutine(boolean shielded) {
    return new EnclosingCode(region, locks, shielded ? null : swallower, guarded, true);
  }
}
