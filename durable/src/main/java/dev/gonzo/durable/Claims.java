package dev.gonzo.durable;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.report.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The claims that this process has, until the journal has taken them back. */
final class Claims {
  private final Journal journal;
  private final String owner;
  private final Duration lease;
  private final Map<String, Claim> held = new LinkedHashMap<>();
  // A change of their claims has failed, and may have been made.
  private final Set<String> doubtful = new LinkedHashSet<>();

  Claims(Journal journal, String owner, Duration lease) {
    this.journal = journal;
    this.owner = owner;
    this.lease = lease;
  }

  /** Claims a task. No checkpoint: a claim whose answer is lost would be renewed for ever. */
  @Async
  Optional<Claim> claim(String id) throws IOException {
    try {
      Optional<Claim> claim = Gonzo.withoutCancellation(() -> journal.claim(id, owner, lease));
      claim.ifPresent(this::hold);
      return claim;
    } catch (IOException | RuntimeException failure) {
      doubt(id);
      throw failure;
    }
  }

  /** Claims tasks that no process holds. No checkpoint. */
  @Async
  List<Claim> claimAny(Set<String> functions, int most) throws IOException {
    List<Claim> claims =
        Gonzo.withoutCancellation(() -> journal.claimAny(owner, functions, lease, most));
    claims.forEach(this::hold);
    return claims;
  }

  private void hold(Claim claim) {
    held.put(claim.id(), claim);
  }

  /** Notes that this process may hold a claim that it does not know. */
  void doubt(String id) {
    doubtful.add(id);
  }

  /** Gives a claim back. If that fails, {@link #releaseIdle} does it later. No checkpoint. */
  @Async
  void release(Claim claim) {
    try {
      giveBack(claim);
    } catch (IOException | RuntimeException failure) {
      Log.warn("durable task " + claim.id() + " could not be released; it is tried again", failure);
    }
  }

  @Async
  private void giveBack(Claim claim) throws IOException {
    Gonzo.withoutCancellation(() -> journal.release(claim));
    boolean _ = held.remove(claim.id(), claim);
  }

  /** Gives back what was left over by failures. */
  @Async
  void releaseIdle(Predicate<String> runs) throws IOException {
    for (String id : List.copyOf(doubtful)) {
      if (!runs.test(id) && isMine(journal.find(id))) {
        Optional<Claim> _ = claim(id);
      }
      doubtful.remove(id);
    }
    for (Claim claim : List.copyOf(held.values())) {
      if (!runs.test(claim.id())) {
        giveBack(claim);
      }
    }
  }

  private boolean isMine(Optional<TaskRecord> task) {
    return task.flatMap(TaskRecord::owner).orElse("").equals(owner);
  }
}
