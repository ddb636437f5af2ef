package dev.gonzo.recorder.writing;

import dev.gonzo.Task;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices collections that tasks and other threads use in turns: nothing records the order of such
 * uses, so that a replay may meet another one. A collection that is handed over once is not
 * reported, nor is one that is only read. Any thread may use it.
 */
final class SharedCollections {
  private static final int MOST_COLLECTIONS = 10_000;
  private static final int MOST_REPORTS = 20;
  private static final int MOST_HAND_OVERS = 1;
  private static final long MAIN_THREAD = 1;
  private static final String OWN_THREADS = "gonzo-";

  private final Consumer<String> report;
  // Guarded by this: equal collections are different ones.
  private final Map<Key, Use> uses = new HashMap<>();
  private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();
  private final Set<String> reported = new HashSet<>();
  // Until a thread outside of the kernels has used a collection, tasks share none with one.
  private volatile boolean isAnyOutside;

  /**
   * Creates it.
   *
   * @param report takes a sentence on each place at which a collection is shared
   */
  SharedCollections(Consumer<String> report) {
    this.report = report;
  }

  /** A collection by its identity, which it does not keep alive. */
  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object collection, ReferenceQueue<Object> dropped) {
      super(collection, dropped);
      hash = System.identityHashCode(collection);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      Object collection = get();
      return this == other
          || (collection != null && other instanceof Key that && that.refersTo(collection));
    }
  }

  /** Who has used a collection last, and how often that has changed. */
  private static final class Use {
    private boolean isInTask;
    private boolean isChanged;
    private boolean isReported;
    private int handOvers;
    private String inTask = "";
    private String inThread = "";
  }

  /**
   * A collection is used.
   *
   * @param task the task that uses it; null for a thread outside of the kernels
   * @param isChange whether that may change it
   */
  void used(@Nullable Task<?> task, Object collection, boolean isChange) {
    if (task != null ? isAnyOutside : isOutside(Thread.currentThread())) {
      isAnyOutside = true;
      String shared = note(task, collection, isChange);
      if (shared != null) {
        report.accept(shared); // not under the lock: it writes to a file and to the log
      }
    }
  }

  /**
   * The main thread hands over to the tasks and back, and the kernels' own threads work for them.
   */
  private static boolean isOutside(Thread thread) {
    return thread.threadId() != MAIN_THREAD && !thread.getName().startsWith(OWN_THREADS);
  }

  /** Notes a use; returns what is to be reported, or null. */
  private synchronized @Nullable String note(
      @Nullable Task<?> task, Object collection, boolean isChange) {
    for (Object gone = dropped.poll(); gone != null; gone = dropped.poll()) {
      uses.remove(gone);
    }
    var key = new Key(collection, dropped);
    Use use = uses.get(key);
    if (use == null) {
      if (uses.size() >= MOST_COLLECTIONS) {
        return null;
      }
      use = new Use();
      use.isInTask = task != null;
      uses.put(key, use);
    }
    use.isChanged |= isChange;
    if (use.isInTask != (task != null)) {
      use.isInTask = task != null;
      use.handOvers++;
    }
    if (task == null && use.inThread.isEmpty()) {
      use.inThread = Thread.currentThread().getName() + " at " + place();
    } else if (task != null && use.inTask.isEmpty()) {
      use.inTask = "task " + task.name() + " at " + place();
    }
    if (use.isReported || !use.isChanged || use.handOvers <= MOST_HAND_OVERS) {
      return null;
    }
    use.isReported = true;
    boolean isNew = reported.size() < MOST_REPORTS && reported.add(use.inTask + use.inThread);
    return isNew ? sentence(collection, use) : null;
  }

  private static String place() {
    return Places.here().lines().findFirst().orElse("an unknown place");
  }

  private static String sentence(Object collection, Use use) {
    return "a "
        + collection.getClass().getName()
        + " is shared by "
        + use.inTask
        + " and the thread "
        + use.inThread
        + ", and their order is not recorded: the program is not replayable there. Pass values"
        + " through a universal queue, an EntryPoint, or the result of runInThread";
  }
}
