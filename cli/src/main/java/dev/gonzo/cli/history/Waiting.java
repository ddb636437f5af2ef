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
  TIME(1),
  /** A peer, or a name. */
  NETWORK(2),
  /** A disk. */
  DISK(3),
  /** Other tasks, and its turn. */
  TASKS(4),
  /** A blocking call of the JDK. */
  BLOCKED(5),
  /** Processes, threads, the terminal. */
  OTHER(6);

  private static final Map<String, Waiting> BY_TRAP = new HashMap<>();

  static {
    put(SchedulingTrap.class, TASKS);
    put(NetTrap.class, NETWORK);
    put(FileTrap.class, DISK);
    BY_TRAP.put(SchedulingTrap.Sleep.class.getSimpleName(), TIME);
  }

  /** What a bar of the drawing has that shows it: its place among these, from 1. */
  final int kind;

  Waiting(int kind) {
    this.kind = kind;
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
