package dev.gonzo.cli.repl;

import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Activation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a session that have not ended. The kernel's thread records them, and any thread may
 * ask, also while a task keeps the kernel busy. The session's own tasks are hidden.
 */
final class SessionTasks implements Activation {
  private record Living(Task<?> task, CompletableFuture<@Nullable Void> end) {}

  private final ConcurrentNavigableMap<Long, Living> living = new ConcurrentSkipListMap<>();
  private final Set<Long> hidden = ConcurrentHashMap.newKeySet();
  private final Consumer<Task<?>> whenFailed;
  private volatile @Nullable Thread kernelThread;
  private volatile long first = Long.MAX_VALUE;

  /**
   * Creates one for a kernel that has not run.
   *
   * @param whenFailed called on the kernel's thread with each task that has failed while no other
   *     task waited for it; must not block
   */
  SessionTasks(Consumer<Task<?>> whenFailed) {
    this.whenFailed = whenFailed;
  }

  /** Leaves a task of the session itself out of all lists. */
  void hide(Task<?> task) {
    hidden.add(task.id());
  }

  /** Leaves the tasks that there are, with which the session begins, out of all lists. */
  void beginList() {
    first = living.lastKey() + 1;
  }

  /** {@return the tasks that have not ended, in order of spawning} */
  List<Task<?>> list() {
    return living.values().stream()
        .<Task<?>>map(Living::task)
        // It is still recorded for a moment.
        .filter(task -> task.state() != TaskState.ENDED)
        .filter(task -> task.id() >= first && !hidden.contains(task.id()))
        .toList();
  }

  /**
   * {@return the tasks of a name or, if there are none, the task of a number}
   *
   * @param which the name, the number, or {@code task-} and the number
   */
  List<Task<?>> named(String which) {
    List<Task<?>> all = list();
    List<Task<?>> found = all.stream().filter(task -> task.name().equals(which)).toList();
    return found.isEmpty()
        ? all.stream().filter(task -> Long.toString(task.id()).equals(which)).toList()
        : found;
  }

  /** {@return the task that has the kernel's thread at this moment} */
  Optional<Task<?>> running() {
    return living.values().stream()
        .<Task<?>>map(Living::task)
        .filter(task -> task.state() == TaskState.RUNNING)
        .findFirst();
  }

  /** {@return a future that completes at the end of a task} */
  CompletableFuture<@Nullable Void> endOf(Task<?> task) {
    Living found = living.get(task.id());
    return found == null ? CompletableFuture.completedFuture(null) : found.end();
  }

  /** {@return the thread that steps the kernel; empty before its first turn} */
  Optional<Thread> kernelThread() {
    return Optional.ofNullable(kernelThread);
  }

  @Override
  public void created(Task<?> task) {
    living.put(task.id(), new Living(task, new CompletableFuture<>()));
  }

  @Override
  public void running(Task<?> task) {
    if (kernelThread == null) {
      kernelThread = Thread.currentThread();
    }
  }

  @Override
  public void ended(Task<?> task) {
    Living ended = living.remove(task.id());
    boolean ofSession = hidden.remove(task.id()) || task.id() < first;
    if (!ofSession
        && !task.isJoined()
        && task.outcome().orElse(null) instanceof Outcome.Failure<?>) {
      whenFailed.accept(task);
    }
    if (ended != null) {
      ended.end().complete(null);
    }
  }
}
