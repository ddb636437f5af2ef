package dev.gonzo.durable;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.ClaimLostException;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.Request;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.report.Log;
import dev.gonzo.sync.Event;
import dev.gonzo.sync.Lock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The durable tasks that this process runs, and its looks at the journal. */
final class Runs {
  private static final int PAGE = 100;
  private static final int OWNER_BYTES = 8;

  private final Journal journal;
  private final DurableOptions options;
  private final String owner;
  private final Map<String, Durable<?, ?>> functions = new LinkedHashMap<>();
  private final Map<String, Run> running = new LinkedHashMap<>();
  // A second claim of the same process would end the first one.
  private final Lock claiming = Lock.of("the claims of durable tasks");
  private final TaskControl control;
  private @Nullable Task<?> looks;
  private final Claims claims;
  // Requests that tasks of this process deal with now.
  private final Map<Long, Task<?>> handled = new LinkedHashMap<>();
  private @Nullable Task<?> renewals;
  private Moment forgetAt = Moment.now();
  private boolean closed;

  /** One task that runs here. */
  private static final class Run {
    final Event ended = Event.of("the end of a durable task");
    final List<Happened.CancelAsked> asked = new ArrayList<>();
    @Nullable Task<?> task;
    final Claim claim;
    @Nullable DurableRun<?, ?> durable;

    Run(Claim claim) {
      this.claim = claim;
    }

    void ask(Happened.CancelAsked cancel) {
      asked.add(cancel);
      if (durable != null) {
        durable.accept(cancel);
      }
    }

    void loaded(DurableRun<?, ?> loaded) {
      durable = loaded;
      asked.forEach(loaded::accept);
    }

    /** Those who wait for a record look again whether the task has ended. */
    void end() {
      ended.set();
      asked.forEach(cancel -> cancel.recorded().set());
    }
  }

  Runs(Journal journal, DurableOptions options, List<Durable<?, ?>> functions) {
    this.journal = journal;
    this.options = options;
    this.owner =
        options.owner().isEmpty()
            ? "process-" + HexFormat.of().formatHex(Environment.randomBytes(OWNER_BYTES))
            : options.owner();
    this.claims = new Claims(journal, owner, options.lease());
    this.control = TaskControl.of(journal, owner, options.lease());
    for (Durable<?, ?> function : functions) {
      if (this.functions.put(function.name(), function) != null) {
        throw new IllegalArgumentException(
            "two durable functions are called " + function.name() + ": give one another name");
      }
    }
  }

  @Async
  void begin() throws IOException {
    claimFree();
    renewals = Gonzo.spawnDaemon("renewal of the claims of durable tasks", this::renew);
    looks = Gonzo.spawnDaemon("looks at the journal of durable tasks", this::look);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the durable tasks are closed: open them again");
    }
  }

  void requireKnown(Durable<?, ?> function) {
    if (functions.get(function.name()) != function) {
      throw new IllegalArgumentException(
          function.name() + " is not one of the functions here: pass it to DurableTasks.open(...)");
    }
  }

  int size() {
    return running.size();
  }

  // ---------------------------------------------------------------- starting

  /** Runs a task that no process holds, if there is room. */
  @Async
  void launch(String id, boolean fresh) throws IOException {
    try (var _ = claiming.acquire()) {
      if (!closed && !running.containsKey(id) && running.size() < options.mostRunning()) {
        Optional<Claim> claim = claims.claim(id);
        if (claim.isPresent()) {
          launchIfOpen(claim.get(), fresh);
        }
      }
    }
  }

  @Async
  private void claimFree() throws IOException {
    try (var _ = claiming.acquire()) {
      while (!closed && running.size() < options.mostRunning()) {
        int room = Math.min(PAGE, options.mostRunning() - running.size());
        List<Claim> free = claims.claimAny(functions.keySet(), room);
        if (free.isEmpty()) {
          return;
        }
        for (Claim claim : free) {
          launchIfOpen(claim, false);
        }
      }
    }
  }

  /** Launches it, unless this was closed while the journal was asked. */
  @Async
  private void launchIfOpen(Claim claim, boolean fresh) {
    if (closed) {
      claims.release(claim);
      return;
    }
    var run = new Run(claim);
    running.put(claim.id(), run);
    run.task = Gonzo.spawnDaemon("durable task " + claim.id(), () -> runAndForget(run, fresh));
  }

  @Async
  private void runAndForget(Run run, boolean fresh) {
    Claim claim = run.claim;
    try {
      run(run, fresh);
    } catch (ClaimLostException lost) {
      Log.warn("durable task " + claim.id() + " goes on in another process: " + lost.getMessage());
    } catch (IOException | RuntimeException failure) {
      Log.warn("durable task " + claim.id() + " could not go on; it is tried again", failure);
    } finally {
      claims.release(claim);
      running.remove(claim.id(), run);
      run.end();
    }
  }

  @Async
  private void run(Run run, boolean fresh) throws IOException {
    Claim claim = run.claim;
    TaskRecord task = Gonzo.withoutCancellation(() -> journal.find(claim.id())).orElseThrow();
    Durable<?, ?> function = functions.get(task.task().function());
    if (function == null) {
      return;
    }
    History history = Gonzo.withoutCancellation(() -> History.load(journal, claim, task));
    try {
      Gonzo.checkpoint();
      DurableRun<?, ?> durable = DurableRun.load(function, options, task, fresh, history);
      run.loaded(durable);
      durable.run();
    } catch (ParkingException parking) {
      Log.warn("durable task " + claim.id() + " is parked: " + parking.reason());
      var _ = history.batch().add(EntryKind.PARKED, parking.reason()).append();
    } catch (Cancelled stopped) {
      Gonzo.withoutCancellation(() -> leave(history, stopped));
      throw stopped;
    }
  }

  /** Lets another process go on with a task that was stopped here. */
  @Async
  private static void leave(History history, Cancelled stopped) {
    try {
      history.leave();
    } catch (IOException | RuntimeException failure) {
      stopped.addSuppressed(failure);
    }
  }

  // ---------------------------------------------------------------- requests

  /** Waits until a task has ended or left this process, or for a while if another one runs it. */
  @Async
  void awaitEnd(String id) {
    Run run = running.get(id);
    if (run == null) {
      Gonzo.sleep(options.poll());
    } else {
      // Its claim may be over, and the task may have ended in another process.
      boolean _ = Gonzo.ignoreAfter(options.poll(), run.ended::await);
    }
  }

  @Async
  boolean cancel(String id, String reason) throws IOException {
    while (true) {
      Run run = running.get(id);
      if (run == null) {
        Optional<TaskControl.Answer> answer = change(id, () -> control.cancel(id, reason));
        if (answer.isPresent()) {
          return then(answer.get());
        }
        continue;
      }
      var recorded = Event.of("the record of a cancellation");
      run.ask(new Happened.CancelAsked(reason, recorded));
      recorded.await();
      if (running.get(id) == run) {
        return true;
      }
      Optional<TaskRecord> task = journal.find(id);
      if (task.isEmpty() || task.get().status().isEnd()) {
        return true;
      }
    }
  }

  /** Changes a task that does not run here; empty if it does. */
  @Async
  private Optional<TaskControl.Answer> change(
      String id, AsyncCallable<TaskControl.Answer, IOException> change) throws IOException {
    try (var _ = claiming.acquire()) {
      requireOpen();
      // A launch may have been on its way when the lock was asked for.
      return running.containsKey(id)
          ? Optional.empty()
          : Optional.of(Gonzo.withoutCancellation(change));
    } catch (IOException | RuntimeException failure) {
      claims.doubt(id);
      throw failure;
    }
  }

  @Async
  boolean retry(String id) throws IOException {
    Optional<TaskControl.Answer> answer = change(id, () -> control.retry(id));
    return answer.isPresent() && then(answer.get());
  }

  @Async
  private boolean then(TaskControl.Answer answer) throws IOException {
    if (answer == TaskControl.Answer.DONE) {
      claimFree();
    }
    return answer == TaskControl.Answer.DONE || answer == TaskControl.Answer.LEFT_FOR_OWNER;
  }

  // ---------------------------------------------------------------- looks

  @Async
  private void renew() {
    Duration pause = options.lease().dividedBy(3);
    boolean failing = false;
    while (true) {
      Gonzo.sleep(failing ? options.poll() : pause);
      failing = fails(() -> journal.renew(owner, options.lease()), failing);
    }
  }

  @Async
  private void look() {
    boolean failing = false;
    while (true) {
      Gonzo.sleep(options.poll());
      failing = fails(this::lookOnce, failing);
    }
  }

  @Async
  private static boolean fails(AsyncRunnable<IOException> use, boolean before) {
    try {
      use.run();
      return false;
    } catch (IOException | RuntimeException failure) {
      if (!before) {
        Log.warn("the journal of durable tasks fails; it is tried again", failure);
      }
      return true;
    }
  }

  @Async
  private void lookOnce() throws IOException {
    try (var _ = claiming.acquire()) {
      claims.releaseIdle(running::containsKey);
    }
    claimFree();
    for (Request request : journal.requests(owner, PAGE)) {
      if (!closed && !handled.containsKey(request.number())) {
        String name = "request about durable task " + request.id();
        handled.put(request.number(), Gonzo.spawnDaemon(name, () -> handle(request)));
      }
    }
    forget();
  }

  /** Deals with a request in a task of its own: a record may take long, and others do not wait. */
  @Async
  private void handle(Request request) {
    try {
      boolean _ =
          switch (request.action()) {
            case CANCEL -> cancel(request.id(), request.reason());
            case RETRY -> retry(request.id());
          };
      journal.remove(request);
    } catch (IOException | RuntimeException failure) {
      Log.warn("a request about durable task " + request.id() + " is tried again", failure);
    } finally {
      handled.remove(request.number());
    }
  }

  @Async
  private void forget() throws IOException {
    Moment now = Moment.now();
    if (now.isBefore(forgetAt)) {
      return;
    }
    while (journal.forget(Environment.wallTime().minus(options.keepEnded()), PAGE) >= PAGE) {
      Gonzo.yieldNow();
    }
    forgetAt = now.plus(options.lease().dividedBy(3));
  }

  @Async
  void close() {
    closed = true;
    var left = new ArrayList<Task<?>>();
    if (looks != null) {
      left.add(looks);
    }
    if (renewals != null) {
      left.add(renewals);
    }
    left.addAll(handled.values());
    for (Run run : running.values()) {
      if (run.task != null) {
        left.add(run.task);
      }
    }
    for (Task<?> task : left) {
      boolean _ = task.requestCancel("the durable tasks are closed");
    }
    for (Task<?> task : left) {
      var _ = task.awaitEnd();
    }
    releaseAll();
  }

  /** Gives back also what was claimed for tasks that have not begun to run. */
  @Async
  private void releaseAll() {
    var unbegun = List.copyOf(running.values());
    running.clear();
    unbegun.forEach(Run::end);
    try (var _ = claiming.acquire()) {
      noteUnbegun(unbegun);
      claims.releaseIdle(_ -> false);
    } catch (IOException | RuntimeException failure) {
      Log.warn("the claims of durable tasks could not be released", failure);
    }
  }

  @Async
  private void noteUnbegun(List<Run> unbegun) {
    try {
      for (Run run : unbegun) {
        TaskRecord task = journal.find(run.claim.id()).orElseThrow();
        History.load(journal, run.claim, task).leave();
      }
    } catch (IOException | RuntimeException failure) {
      Log.warn("tasks that have not begun here may count as attempts", failure);
    }
  }
}
