package dev.gonzo.durable.journal;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A journal in memory, for tests: it is lost with the process. Leases do not run out.
 *
 * <p>Only for tasks of one kernel at a time. {@link #reopen} gives the same tasks to another run,
 * as a restart of the process would.
 */
public final class MemoryJournal implements Journal {
  private final Ledger ledger;
  private boolean closed;

  private MemoryJournal(Ledger ledger) {
    this.ledger = ledger;
  }

  /** {@return an empty journal} */
  public static MemoryJournal open() {
    return new MemoryJournal(new Ledger());
  }

  /**
   * Opens the journal again, as a new process would: closes this one, and drops its claims.
   *
   * @return the journal with the same tasks
   */
  public MemoryJournal reopen() {
    closed = true;
    ledger.dropClaims();
    return new MemoryJournal(ledger);
  }

  private void enter() throws IOException {
    Gonzo.checkpoint();
    if (closed) {
      throw new IOException("the journal is closed");
    }
  }

  @Async
  @Override
  public TaskRecord begin(NewTask task) throws IOException {
    enter();
    boolean _ = ledger.begin(task);
    return ledger.find(task.id()).orElseThrow();
  }

  @Async
  @Override
  public Optional<TaskRecord> find(String id) throws IOException {
    enter();
    return ledger.find(id);
  }

  @Async
  @Override
  public List<TaskRecord> list(String after, int most) throws IOException {
    enter();
    return ledger.list(after, most);
  }

  @Async
  @Override
  public List<Entry> load(String id) throws IOException {
    enter();
    return ledger.load(id);
  }

  @Async
  @Override
  public Optional<Claim> claim(String id, String owner, Duration lease) throws IOException {
    enter();
    return ledger.claim(id, owner);
  }

  @Async
  @Override
  public List<Claim> claimAny(String owner, Set<String> functions, Duration lease, int most)
      throws IOException {
    enter();
    return ledger.claimAny(owner, functions, most);
  }

  @Async
  @Override
  public void renew(String owner, Duration lease) throws IOException {
    enter();
  }

  @Async
  @Override
  public void append(Claim claim, List<Entry> entries) throws IOException {
    enter();
    ledger.add(claim.id(), ledger.missing(claim, entries));
  }

  @Async
  @Override
  public void release(Claim claim) throws IOException {
    enter();
    ledger.release(claim);
  }

  @Async
  @Override
  public void request(Request request) throws IOException {
    enter();
    Request _ = ledger.request(request);
  }

  @Async
  @Override
  public List<Request> requests(String owner, int most) throws IOException {
    enter();
    return ledger.requests(owner, most);
  }

  @Async
  @Override
  public void remove(Request request) throws IOException {
    enter();
    ledger.remove(request);
  }

  @Async
  @Override
  public int forget(Instant before, int most) throws IOException {
    enter();
    List<String> ended = ledger.ended(before, most);
    ended.forEach(ledger::forget);
    return ended.size();
  }

  @Override
  public void close() {
    closed = true;
  }
}
