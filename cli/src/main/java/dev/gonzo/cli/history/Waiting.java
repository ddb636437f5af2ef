package dev.gonzo.cli.history;

import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.SchedulingTrap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What a task waits for, by colours of the timeline. */
enum Waiting {
  /** A clock. */
  TIME,
  /** A peer, or a name. */
  NETWORK,
  /** A disk. */
  DISK,
  /** Other tasks, and its turn. */
  TASKS,
  /** A blocking call of the JDK. */
  BLOCKED,
  /** Processes, threads, the terminal. */
  OTHER;

  private static final Map<String, Waiting> BY_TRAP = new HashMap<>();

  static {
    put(SchedulingTrap.class, TASKS);
    put(NetTrap.class, NETWORK);
    put(FileTrap.class, DISK);
    BY_TRAP.put(SchedulingTrap.Sleep.class.getSimpleName(), TIME);
  }

  private static void put(Class<?> group, Waiting waiting) {
    Arrays.stream(group.getDeclaredClasses())
        .forEach(trap -> BY_TRAP.put(trap.getSimpleName(), waiting));
  }

  /** What a task waits for that has made a trap. */
  static Waiting of(String trap) {
    return BY_TRAP.getOrDefault(trap, OTHER);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
