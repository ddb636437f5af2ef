package dev.gonzo.cli.replay.child;

import dev.gonzo.Task;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * One task, in fields that a debugger reads while the JVM is suspended. Kernel thread, and the
 * stack of the task.
 */
final class LiveTask {
  final Task<?> task;
  final long id;
  final long parent;
  final String name;
  final boolean daemon;
  // "ready", "running", "waiting" or "blocked"
  String state = "ready";
  // At which it waits, or which it makes at this moment.
  @Nullable Trap<?> trap;
  // Null until it has had a turn.
  @Nullable Thread thread;

  LiveTask(Task<?> task) {
    this.task = task;
    this.id = task.id();
    this.parent = task.parent().map(Task::id).orElse(-1L);
    this.name = task.name();
    this.daemon = task.isDaemon();
  }
}
