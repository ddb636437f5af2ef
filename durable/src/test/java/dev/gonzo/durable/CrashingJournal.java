package dev.gonzo.durable;

import dev.gonzo.Gonzo;
import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.NewTask;
import dev.gonzo.durable.journal.Request;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A journal whose process dies at an append: from then on nothing gets through any more. */
final class CrashingJournal implements Journal {
  enum Where {
    BEFORE,
    AFTER
  }

  private final Journal journal;
  private final int crashAt;
  private final Where where;
  private final Event crashed = Event.of("crashed");
  private int appends;

  CrashingJournal(Journal journal, int crashAt, Where where) {
    this.journal = journal;
    this.crashAt = crashAt;
    this.where = where;
  }

  Event crashed() {
    return crashed;
  }

  /** The process dies between two appends. */
  void crash() {
    crashed.set();
  }

  private Journal alive() throws IOException {
    if (crashed.isSet()) {
      throw new IOException("the process is dead");
    }
    return journal;
  }

  private void crashIf(Where here) throws IOException {
    if (appends == crashAt && where == here) {
      crashed.set();
      throw new IOException("the process dies");
    }
  }

  @Override
  public void append(Claim claim, List<Entry> entries) throws IOException {
    appends++;
    crashIf(Where.BEFORE);
    Gonzo.sleep(Duration.ofMillis(900)); // a slow disk: other steps end in the meantime
    alive().append(claim, entries);
    crashIf(Where.AFTER);
  }

  @Override
  public TaskRecord begin(NewTask task) throws IOException {
    return alive().begin(task);
  }

  @Override
  public Optional<TaskRecord> find(String id) throws IOException {
    return alive().find(id);
  }

  @Override
  public List<TaskRecord> list(String after, int most) throws IOException {
    return alive().list(after, most);
  }

  @Override
  public List<Entry> load(String id) throws IOException {
    return alive().load(id);
  }

  @Override
  public Optional<Claim> claim(String id, String owner, Duration lease) throws IOException {
    return alive().claim(id, owner, lease);
  }

  @Override
  public List<Claim> claimAny(String owner, Set<String> functions, Duration lease, int most)
      throws IOException {
    return alive().claimAny(owner, functions, lease, most);
  }

  @Override
  public void renew(String owner, Duration lease) throws IOException {
    alive().renew(owner, lease);
  }

  @Override
  public void release(Claim claim) throws IOException {
    alive().release(claim);
  }

  @Override
  public void request(Request request) throws IOException {
    alive().request(request);
  }

  @Override
  public List<Request> requests(String owner, int most) throws IOException {
    return alive().requests(owner, most);
  }

  @Override
  public void remove(Request request) throws IOException {
    alive().remove(request);
  }

  @Override
  public int forget(Instant before, int most) throws IOException {
    return alive().forget(before, most);
  }

  @Override
  public void close() {}
}
