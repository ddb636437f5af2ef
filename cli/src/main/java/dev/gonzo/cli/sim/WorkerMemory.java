package dev.gonzo.cli.sim;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * How much a JVM keeps of the seeds that it has tried. It cannot be nothing: a JVM with an agent
 * keeps each thread that has loaded a class until that thread ends, and those of crashed hosts
 * never do. Through such a thread it keeps the whole simulation.
 */
final class WorkerMemory {
  private static final long MOST_HEAP_BYTES = 1L << 30;
  private static final long MOST_CLASSES_BYTES = 1L << 29;

  private WorkerMemory() {}

  /** Whether so much is kept that another JVM should go on. */
  static boolean isUsedUp() {
    long kept = 0;
    long classes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      // What was left by the last collection of this part: the rest may be garbage.
      MemoryUsage left = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && left != null) {
        kept += left.getUsed();
      } else if (pool.getName().equals("Metaspace")) {
        classes = pool.getUsage().getUsed();
      }
    }
    long most = Math.min(MOST_HEAP_BYTES, Runtime.getRuntime().maxMemory() / 2);
    return kept > most || classes > MOST_CLASSES_BYTES;
  }
}
