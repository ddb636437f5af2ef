package dev.gonzo.durable.journal.conformance;

import static dev.gonzo.durable.journal.conformance.Trial.LEASE;
import static dev.gonzo.durable.journal.conformance.Trial.PAY;
import static dev.gonzo.durable.journal.conformance.Trial.append;
import static dev.gonzo.durable.journal.conformance.Trial.begun;
import static dev.gonzo.durable.journal.conformance.Trial.claim;
import static dev.gonzo.durable.journal.conformance.Trial.entry;
import static dev.gonzo.durable.journal.conformance.Trial.require;
import static dev.gonzo.durable.journal.conformance.Trial.requireEqual;
import static dev.gonzo.durable.journal.conformance.Trial.requireThrows;
import static dev.gonzo.durable.journal.conformance.Trial.step;
import static dev.gonzo.durable.journal.conformance.Trial.task;

import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.ClaimLostException;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.conformance.JournalConformance.Check;
import dev.gonzo.durable.journal.conformance.JournalConformance.Storage;
import java.util.List;

/** One process at a time may add to a task (edge 18). */
final class ClaimChecks {
  private ClaimChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("a task that is claimed cannot be claimed by another", ClaimChecks::exclusive),
        new Check("each claim has a higher token, also after a restart", ClaimChecks::tokens),
        new Check("an append with a lower token is refused", ClaimChecks::fenced),
        new Check("an append after the release is refused", ClaimChecks::released),
        new Check("claimAny takes free tasks of its functions, oldest first", ClaimChecks::any),
        new Check("a parked task is claimed only by its id", ClaimChecks::parked),
        new Check("a task that has ended cannot be claimed", ClaimChecks::ended),
        new Check("a claim that is renewed is kept", ClaimChecks::renewed));
  }

  private static void exclusive(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim first = begun(journal, "a");
      require(journal.claim("a", "second", LEASE).isEmpty(), "the task was claimed twice");
      require(journal.claimAny("second", PAY, LEASE, 10).isEmpty(), "the task was claimed twice");
      journal.release(first);
      require(
          journal.find("a").orElseThrow().owner().isEmpty(),
          "a task was released and has an owner");
      Claim second = claim(journal, "a", "second");
      require(second.token() > first.token(), "the token is not higher: " + second);
      journal.release(first);
      append(journal, second, step(1));
    }
  }

  private static void tokens(Storage storage) throws Exception {
    long token;
    try (Journal journal = storage.open()) {
      Claim first = begun(journal, "a");
      Claim second = claim(journal, "a");
      require(second.token() > first.token(), "the token is not higher: " + second);
      append(journal, second, step(1));
      journal.release(second);
      token = second.token();
    }
    try (Journal journal = storage.open()) {
      require(claim(journal, "a").token() > token, "a token was given out twice");
    }
  }

  private static void fenced(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim old = begun(journal, "a");
      Claim current = claim(journal, "a");
      requireThrows(ClaimLostException.class, () -> append(journal, old, step(1)));
      append(journal, current, step(1));
      requireThrows(ClaimLostException.class, () -> append(journal, old, step(2)));
      journal.release(old);
      append(journal, current, step(2));
      requireEqual(List.of(step(1), step(2)), journal.load("a"));
    }
  }

  private static void released(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim claim = begun(journal, "a");
      journal.release(claim);
      journal.release(claim);
      requireThrows(ClaimLostException.class, () -> append(journal, claim, step(1)));
      requireEqual(List.of(), journal.load("a"));
    }
  }

  private static void any(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      for (String id : List.of("c", "a", "b")) {
        var _ = journal.begin(task(id));
      }
      var _ = journal.begin(task("other", "other/1"));
      List<Claim> two = journal.claimAny("first", PAY, LEASE, 2);
      requireEqual(List.of("c", "a"), two.stream().map(Claim::id).toList());
      List<Claim> rest = journal.claimAny("first", PAY, LEASE, 10);
      requireEqual(List.of("b"), rest.stream().map(Claim::id).toList());
      append(journal, rest.getFirst(), step(1));
    }
  }

  private static void parked(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim claim = begun(journal, "a");
      append(journal, claim, entry(1, EntryKind.PARKED, "why"));
      journal.release(claim);
      require(journal.claimAny("first", PAY, LEASE, 10).isEmpty(), "a parked task was claimed");
      Claim retry = claim(journal, "a");
      append(journal, retry, entry(2, EntryKind.RETRIED, ""));
      journal.release(retry);
      requireEqual(1, journal.claimAny("first", PAY, LEASE, 10).size());
    }
  }

  private static void ended(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim claim = begun(journal, "a");
      append(journal, claim, entry(1, EntryKind.RETURNED, "result"));
      journal.release(claim);
      require(journal.claim("a", "first", LEASE).isEmpty(), "an ended task was claimed");
      require(journal.claimAny("first", PAY, LEASE, 10).isEmpty(), "an ended task was claimed");
      require(journal.find("a").orElseThrow().owner().isEmpty(), "an ended task has an owner");
    }
  }

  private static void renewed(Storage storage) throws Exception {
    try (Journal journal = storage.open()) {
      Claim claim = begun(journal, "a");
      journal.renew("first", LEASE);
      journal.renew("second", LEASE);
      append(journal, claim, step(1));
      requireEqual("first", journal.find("a").orElseThrow().owner().orElseThrow());
    }
  }
}
