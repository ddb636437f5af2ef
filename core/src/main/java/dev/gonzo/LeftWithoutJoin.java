package dev.gonzo;

import dev.gonzo.report.CallSites;
import dev.gonzo.report.Log;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reports a group's block that was left without {@code join()} while its members were at work, once
 * for each place in the code. Decision 0045 says why, and when it does not.
 */
final class LeftWithoutJoin {
  private static final int MOST_PLACES = 1_000;
  private static final int MOST_NAMES = 3;
  private static final Set<String> PLACES = ConcurrentHashMap.newKeySet();

  private LeftWithoutJoin() {}

  /**
   * Reports the members that were cut short. Called by {@code close()} when all have ended.
   *
   * @param members the members that were at work when the block was left
   */
  static <T extends @Nullable Object> void report(List<GroupMember<T>> members) {
    List<String> cut =
        members.stream()
            .map(GroupMember::task)
            .filter(task -> task.outcome().orElse(null) instanceof Outcome.Cancellation<T>)
            .map(Task::name)
            .toList();
    if (cut.isEmpty()) {
      return;
    }
    String place = CallSites.caller();
    if (PLACES.size() < MOST_PLACES && PLACES.add(place)) {
      Log.warn(
          "the block of a task group at "
              + place
              + " was left without join(), or by an exception before it, and members that had not"
              + " finished were cancelled: "
              + shown(cut)
              + ". To wait for them, call join() before the block ends; if they only"
              + " serve the block, start them with spawnDaemon(), or call"
              + " requestCancel(reason) first");
    }
  }

  private static String shown(List<String> names) {
    int some = Math.min(names.size(), MOST_NAMES);
    String first = String.join(", ", names.subList(0, some));
    return some == names.size() ? first : first + " and " + (names.size() - some) + " more";
  }
}
