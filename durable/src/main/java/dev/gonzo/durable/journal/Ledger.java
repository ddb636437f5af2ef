package dev.gonzo.durable.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a journal that one process has in memory. Its tasks take turns, so it needs no lock.
 */
final class Ledger {
  private final NavigableMap<String, Book> books = new TreeMap<>();
  private final NavigableMap<Long, Request> requests = new TreeMap<>();
  // Unfinished tasks by the order in which they were started.
  private final NavigableMap<Long, Book> unfinished = new TreeMap<>();
  private long begun;
  private long requested;

  /** One task, and its history. */
  private static final class Book {
    final NewTask task;
    final long order;
    List<Entry> entries = new ArrayList<>();
    TaskStatus status = TaskStatus.UNFINISHED;
    long token;
    @Nullable Claim claim;

    Book(NewTask task, long order) {
      this.task = task;
      this.order = order;
    }

    boolean hasEndedWith(List<Entry> last) {
      return status.isEnd() && !last.isEmpty() && last.getLast().equals(entries.getLast());
    }

    TaskRecord record() {
      return new TaskRecord(
          task,
          status,
          Optional.ofNullable(claim).map(Claim::owner),
          entries.isEmpty() ? Optional.empty() : Optional.of(entries.getLast()));
    }
  }

  /** Adds a task; false if there is one with that id. */
  boolean begin(NewTask task) {
    if (books.containsKey(task.id())) {
      return false;
    }
    var book = new Book(task, ++begun);
    books.put(task.id(), book);
    unfinished.put(book.order, book);
    return true;
  }

  Optional<TaskRecord> find(String id) {
    return Optional.ofNullable(books.get(id)).map(Book::record);
  }

  List<TaskRecord> list(String after, int most) {
    return books.tailMap(after, false).values().stream().limit(most).map(Book::record).toList();
  }

  /** {@return the ids of all tasks, in the order in which they were started} */
  List<String> ids() {
    return books.values().stream()
        .sorted(Comparator.comparingLong(book -> book.order))
        .map(book -> book.task.id())
        .toList();
  }

  /** Drops all claims, as a restart of the process does. */
  void dropClaims() {
    books.values().forEach(book -> book.claim = null);
  }

  long token(String id) {
    Book book = books.get(id);
    return book == null ? 0 : book.token;
  }

  List<Entry> load(String id) {
    Book book = books.get(id);
    return book == null ? List.of() : List.copyOf(book.entries);
  }

  Optional<Claim> claim(String id, String owner) {
    Book book = books.get(id);
    if (book == null
        || book.status.isEnd()
        || (book.claim != null && !book.claim.owner().equals(owner))) {
      return Optional.empty();
    }
    return Optional.of(claim(book, owner));
  }

  List<Claim> claimAny(String owner, Set<String> functions, int most) {
    List<Book> free =
        unfinished.values().stream()
            .filter(book -> book.claim == null && functions.contains(book.task.function()))
            .limit(most)
            .toList();
    return free.stream().map(book -> claim(book, owner)).toList();
  }

  private static Claim claim(Book book, String owner) {
    var claim = new Claim(book.task.id(), owner, ++book.token);
    book.claim = claim;
    return claim;
  }

  /** Takes over a token that was given out before, so that later ones are higher. */
  void raiseToken(String id, long token) {
    Book book = books.get(id);
    if (book != null) {
      book.token = Math.max(book.token, token);
    }
  }

  /** {@return the entries that are not there yet} */
  List<Entry> missing(Claim claim, List<Entry> entries) throws ClaimLostException {
    Book book = books.get(claim.id());
    if (book != null && book.hasEndedWith(entries)) {
      return List.of();
    }
    if (book == null || !claim.equals(book.claim)) {
      throw new ClaimLostException(
          "task \"%s\" is not claimed with token %d any more: %s"
              .formatted(
                  claim.id(),
                  claim.token(),
                  book == null || book.claim == null
                      ? "the claim was released"
                      : book.claim.owner() + " holds it with token " + book.claim.token()));
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one entry to append");
    }
    int there = 0;
    for (Entry entry : entries) {
      there += isThere(book, entry) ? 1 : 0;
    }
    List<Entry> missing = entries.subList(there, entries.size());
    requireNext(book, missing);
    return missing;
  }

  private static boolean isThere(Book book, Entry entry) throws ClaimLostException {
    if (book.entries.isEmpty() || entry.number() > book.entries.getLast().number()) {
      return false;
    }
    long first = book.entries.getFirst().number();
    boolean same =
        entry.number() >= first && book.entries.get((int) (entry.number() - first)).equals(entry);
    if (!same) {
      throw new ClaimLostException(
          "entry %d of task \"%s\" is there with other content: another process has run it"
              .formatted(entry.number(), book.task.id()));
    }
    return true;
  }

  private static void requireNext(Book book, List<Entry> missing) {
    if (!missing.isEmpty() && book.status.isEnd()) {
      throw new IllegalStateException(
          "task \"" + book.task.id() + "\" has ended: nothing can be added to its history");
    }
    long next = book.entries.isEmpty() ? 1 : book.entries.getLast().number() + 1;
    for (Entry entry : missing) {
      if (entry.number() != next) {
        throw new IllegalStateException(
            "the next entry of task \"%s\" has number %d, not %d"
                .formatted(book.task.id(), next, entry.number()));
      }
      next++;
    }
  }

  /** Adds entries that are read from a file, where some may come twice. */
  void addRead(String id, List<Entry> entries) {
    long last = find(id).map(TaskRecord::lastNumber).orElse(0L);
    add(id, entries.stream().filter(entry -> entry.number() > last).toList());
  }

  /** Adds entries that were checked. */
  void add(String id, List<Entry> entries) {
    Book book = books.get(id);
    if (book == null || entries.isEmpty()) {
      return;
    }
    book.entries.addAll(entries);
    book.status = TaskStatus.after(entries.getLast().kind());
    if (book.status == TaskStatus.UNFINISHED) {
      unfinished.put(book.order, book);
    } else {
      unfinished.remove(book.order);
    }
    if (book.status.isEnd()) {
      book.claim = null;
      book.entries = new ArrayList<>(List.of(book.entries.getLast()));
    }
  }

  void release(Claim claim) {
    Book book = books.get(claim.id());
    if (book != null && claim.equals(book.claim)) {
      book.claim = null;
    }
  }

  Request request(Request request) {
    var numbered = new Request(++requested, request.id(), request.action(), request.reason());
    requests.put(numbered.number(), numbered);
    return numbered;
  }

  List<Request> requests(String owner, int most) {
    return requests.values().stream().filter(isFor(owner)).limit(most).toList();
  }

  private Predicate<Request> isFor(String owner) {
    return request -> {
      Book book = books.get(request.id());
      return book == null || book.claim == null || book.claim.owner().equals(owner);
    };
  }

  void remove(Request request) {
    requests.remove(request.number());
  }

  /** {@return the ids of tasks that ended before} */
  List<String> ended(Instant before, int most) {
    return books.values().stream()
        .filter(book -> book.status.isEnd() && book.entries.getLast().at().isBefore(before))
        .limit(most)
        .map(book -> book.task.id())
        .toList();
  }

  void forget(String id) {
    Book book = books.remove(id);
    if (book != null) {
      unfinished.remove(book.order);
    }
  }
}
