package dev.gonzo.durable.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.sync.Lock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A journal in a directory, for one process at a time. It needs nothing but a disk.
 *
 * <p>An append returns after the device has it; what several tasks append at the same time shares a
 * sync. A record that a crash has torn is cut off when the journal is opened; one that is damaged
 * in the middle is refused with its place. What tasks that have ended had in their histories is
 * dropped as the file grows, so the file stays in proportion to what is unfinished and what is
 * kept. All of that is in memory too.
 *
 * <p>The directory and its files are for their owner only. Put it on a disk of this machine: the
 * locks and syncs of network file systems cannot be relied on.
 *
 * <p>An entry has at most 64 MiB. If more than 32 MiB are appended at once and the system crashes,
 * the first of these entries may be there without the last.
 *
 * <p>If a write or a sync fails, the journal refuses all further ones, because it is not known what
 * the device has: open it again. Only for tasks of the kernel that opened it.
 */
public final class FileJournal implements Journal {
  private static final long SMALL = 4L << 20;
  private static final long MOST_AT_ONCE = Frames.MOST_BODY / 2;

  private final Path directory;
  private final Ledger ledger;
  private final RequestFiles requests;
  private final Lock writing = Lock.of("the writer of a journal");
  private final LogBuffer buffer = new LogBuffer();
  // Null if the journal of another process is only read.
  private final @Nullable AsyncFile lock;
  private @Nullable LogFile log;
  private long durable;
  private long compactAt;
  private @Nullable IOException broken;
  private boolean closed;

  private FileJournal(
      Path directory, Ledger ledger, @Nullable AsyncFile lock, @Nullable LogFile log) {
    this.directory = directory;
    this.ledger = ledger;
    this.requests = RequestFiles.of(directory);
    this.lock = lock;
    this.log = log;
    this.compactAt = log == null ? Long.MAX_VALUE : 2 * log.size() + SMALL;
  }

  /**
   * Opens the journal in a directory, and creates it if it is not there.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open.
   *
   * @param directory the directory, which is for this journal only; its parent must exist
   * @return the journal; close it
   * @throws JournalInUseException if another process has it open, or another part of this one
   * @throws JournalDamagedException if it is damaged elsewhere than at its end
   * @throws IOException if other users can use the directory, if it is a link, or if it cannot be
   *     read or written
   */
  @Async
  public static FileJournal open(Path directory) throws IOException {
    PrivateDirectory.open(directory);
    AsyncFile lock = PrivateDirectory.file(directory.resolve("lock"), WRITE, CREATE);
    try {
      if (lock.tryLock(0, Long.MAX_VALUE, false).isEmpty()) {
        throw new JournalInUseException(directory.toString());
      }
      var ledger = new Ledger();
      LogFile log = LogFiles.open(directory, ledger);
      return new FileJournal(directory, ledger, lock, log);
    } catch (Throwable failure) {
      lock.close();
      throw failure;
    }
  }

  /**
   * Reads the journal in a directory while another process may run its tasks. What it returns is as
   * of now. Its tasks cannot be claimed, but requests can be left for their owner.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param directory the directory
   * @return the journal; close it
   * @throws java.nio.file.NoSuchFileException if there is no such directory, or no journal in it
   * @throws JournalDamagedException if it is damaged elsewhere than at its end
   * @throws IOException if other users can use the directory, if it is a link, or if it cannot be
   *     read
   */
  @Async
  public static FileJournal openToRead(Path directory) throws IOException {
    PrivateDirectory.requirePrivate(directory);
    Ledger ledger = LogFiles.snapshot(directory);
    return new FileJournal(directory, ledger, null, null);
  }

  // ---------------------------------------------------------------- writing

  private void enter() throws IOException {
    Gonzo.checkpoint();
    if (closed) {
      throw new IOException("the journal " + directory + " is closed");
    }
    if (broken != null) {
      throw new IOException(
          "the journal "
              + directory
              + " cannot be used any more, because a write has failed: open it again",
          broken);
    }
  }

  private void enterToWrite() throws IOException {
    enter();
    if (lock == null) {
      throw new JournalInUseException(directory.toString());
    }
  }

  /** Waits until everything that has been changed so far is on the device. */
  @Async
  private void commit() throws IOException {
    long wanted = buffer.added();
    if (durable >= wanted) {
      return;
    }
    try (var _ = writing.acquire()) {
      if (durable < wanted) {
        enter();
        Gonzo.withoutCancellation(() -> write(wanted));
      }
    }
  }

  @Async
  private void write(long wanted) throws IOException {
    LogFile current = log;
    if (current == null) {
      throw new JournalInUseException(directory.toString());
    }
    try {
      while (durable < wanted) {
        byte[] frame = buffer.take();
        long taken = buffer.taken();
        current.write(frame);
        durable = taken;
      }
      if (current.size() > compactAt) {
        compact(current);
      }
    } catch (IOException failure) {
      broken = failure;
      throw failure;
    }
  }

  /** What is appended in the meantime is in the buffer, and maybe also in the new file. */
  @Async
  private void compact(LogFile old) throws IOException {
    LogFile fresh = LogFiles.replace(directory, ledger);
    log = fresh;
    compactAt = 2 * fresh.size() + SMALL;
    old.close();
  }

  // ---------------------------------------------------------------- tasks

  @Async
  @Override
  public TaskRecord begin(NewTask task) throws IOException {
    enterToWrite();
    byte[] record = LogRecords.begin(task);
    LogRecords.requireFits(task.id(), record);
    if (ledger.begin(task)) {
      long _ = buffer.add(record);
    }
    commit();
    return ledger.find(task.id()).orElseThrow();
  }

  @Async
  @Override
  public Optional<TaskRecord> find(String id) throws IOException {
    enter();
    commit();
    return ledger.find(id);
  }

  @Async
  @Override
  public List<TaskRecord> list(String after, int most) throws IOException {
    enter();
    commit();
    return ledger.list(after, most);
  }

  @Async
  @Override
  public List<Entry> load(String id) throws IOException {
    enter();
    commit();
    return ledger.load(id);
  }

  // The lease does not run out: if this process ends, so does its lock on the journal.

  @Async
  @Override
  public Optional<Claim> claim(String id, String owner, Duration lease) throws IOException {
    enter();
    if (lock == null) {
      return Optional.empty();
    }
    Optional<Claim> claim = ledger.claim(id, owner);
    claim.ifPresent(this::record);
    return claim;
  }

  @Async
  @Override
  public List<Claim> claimAny(String owner, Set<String> functions, Duration lease, int most)
      throws IOException {
    enterToWrite();
    List<Claim> claims = ledger.claimAny(owner, functions, most);
    claims.forEach(this::record);
    return claims;
  }

  /**
   * A token is in the journal before what is appended with it, and nothing else can come with it.
   */
  private void record(Claim claim) {
    long _ = buffer.add(LogRecords.claim(claim.id(), claim.token()));
  }

  @Async
  @Override
  public void renew(String owner, Duration lease) throws IOException {
    enter();
  }

  @Async
  @Override
  public void append(Claim claim, List<Entry> entries) throws IOException {
    enterToWrite();
    List<Entry> missing = ledger.missing(claim, entries);
    if (!missing.isEmpty()) {
      List<byte[]> records =
          LogRecords.entries(claim.id(), claim.token(), missing, MOST_AT_ONCE);
      for (byte[] record : records) {
        LogRecords.requireFits(claim.id(), record);
      }
      ledger.add(claim.id(), missing);
      for (byte[] record : records) {
        long _ = buffer.add(record);
      }
    }
    commit();
  }

  @Async
  @Override
  public void release(Claim claim) throws IOException {
    enter();
    ledger.release(claim);
  }

  @Async
  @Override
  public int forget(Instant before, int most) throws IOException {
    enterToWrite();
    List<String> ended = ledger.ended(before, most);
    for (String id : ended) {
      ledger.forget(id);
      long _ = buffer.add(LogRecords.forget(id));
    }
    commit();
    return ended.size();
  }

  // ---------------------------------------------------------------- requests

  @Async
  @Override
  public void request(Request request) throws IOException {
    enter();
    requests.add(request);
  }

  @Async
  @Override
  public List<Request> requests(String owner, int most) throws IOException {
    enter();
    return requests.list(most).stream().filter(request -> isFor(owner, request)).toList();
  }

  private boolean isFor(String owner, Request request) {
    return ledger.find(request.id()).flatMap(TaskRecord::owner).orElse(owner).equals(owner);
  }

  @Async
  @Override
  public void remove(Request request) throws IOException {
    enter();
    requests.remove(request);
  }

  @Async
  @Override
  public void close() {
    if (!closed) {
      Gonzo.withoutCancellation(this::closeNow);
    }
  }

  @Async
  private void closeNow() {
    try (var _ = writing.acquire()) {
      if (!closed && log != null && broken == null && !buffer.isEmpty()) {
        write(buffer.added());
      }
    } catch (IOException failure) {
      broken = failure; // nothing that has returned is lost
    } finally {
      closed = true;
      if (log != null) {
        log.close();
      }
      if (lock != null) {
        lock.close();
      }
    }
  }

  @Override
  public String toString() {
    return "FileJournal[" + directory + "]";
  }
}
