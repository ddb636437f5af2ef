package dev.gonzo.kernel.offload;

import dev.gonzo.report.Log;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pieces of work of one kind that still run although their tasks have left. The kernel's thread
 * adds to it, and the threads take from it.
 */
public final class AbandonedWork {
  private final Set<OffloadedWork<?>> work = ConcurrentHashMap.newKeySet();

  /** Creates an empty collection. */
  public AbandonedWork() {}

  void add(OffloadedWork<?> abandoned) {
    work.add(abandoned);
  }

  void remove(OffloadedWork<?> ended) {
    work.remove(ended);
  }

  /** {@return how many pieces still run} */
  public int size() {
    return work.size();
  }

  /** {@return the descriptions of the pieces that still run, sorted} */
  public List<String> descriptions() {
    return work.stream().map(OffloadedWork::toString).sorted().toList();
  }

  /**
   * Warns about work that still runs when the kernel has ended.
   *
   * @param message the beginning of the warning
   * @param descriptions the descriptions of the pieces that still run
   */
  public static void warn(String message, List<String> descriptions) {
    if (!descriptions.isEmpty()) {
      Log.warn(message + "\n  " + String.join("\n  ", descriptions));
    }
  }
}
