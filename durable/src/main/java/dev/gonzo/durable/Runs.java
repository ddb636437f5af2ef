package dev.gonzo.durable;

import dev.gonzo.Async;
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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
  private Moment renewAt = Moment.now();
  private boolean closed;

  /** One task that runs here. */
  private static final class Run {
    final Event ended = Event.of("the end of a durable task");
    final List<Happened.CancelAsked> asked = new ArrayList<>();
    @Nullable Task<?> task;
    @Nullable DurableRun<?, ?> durable;

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
        Optional<Claim> claim = journal.claim(id, owner, options.lease());
        if (claim.isPresent()) {
          launch(claim.get(), fresh);
        }
      }
    }
  }

  @Async
  private void claimFree() throws IOException {
    try (var _ = claiming.acquire()) {
      while (!closed && running.size() < options.mostRunning()) {
        int room = Math.min(PAGE, options.mostRunning() - running.size());
        List<Claim> claims = journal.claimAny(owner, functions.keySet(), options.lease(), room);
        if (claims.isEmpty()) {
          return;
        }
        claims.forEach(claim -> launch(claim, false));
      }
    }
  }

  private void launch(Claim claim, boolean fresh) {
    var run = new Run();
    running.put(claim.id(), run);
    run.task =
        Gonzo.spawnDaemon("durable task " + claim.id(), () -> runAndForget(run, claim, fresh));
  }

  @Async
  private void runAndForget(Run run, Claim claim, boolean fresh) {
    try {
      run(run, claim, fresh);
    } catch (ClaimLostException lost) {
      Log.warn("durable task " + claim.id() + " goes on in another process: " + lost.getMessage());
    } catch (IOException | RuntimeException failure) {
      Log.warn("durable task " + claim.id() + " could not go on; it is tried again", failure);
    } finally {
      running.remove(claim.id(), run);
      run.end();
    }
  }

  @Async
  private void run(Run run, Claim claim, boolean fresh) throws IOException {
    TaskRecord task = journal.find(claim.id()).orElseThrow();
    Durable<?, ?> function = functions.get(task.task().function());
    if (function == null) {
      journal.release(claim);
      return;
    }
    History history = History.load(journal, claim, task);
    var thrown = new AtomicReference<@Nullable Throwable>();
    try {
      DurableRun<?, ?> durable = DurableRun.load(function, options, task, fresh, history);
      run.loaded(durable);
      durable.run();
    } catch (ParkingException parking) {
      Log.warn("durable task " + claim.id() + " is parked: " + parking.reason());
      var _ = history.batch().add(EntryKind.PARKED, parking.reason()).append();
    } catch (Throwable failure) {
      thrown.set(failure);
      throw failure;
    } finally {
      Gonzo.withoutCancellation(() -> leave(history, thrown.get()));
    }
  }

  /** Lets another process go on with a task that has not ended. */
  @Async
  private static void leave(History history, @Nullable Throwable thrown) throws IOException {
    try {
      if (thrown instanceof Cancelled) {
        history.rest();
      }
      history.release();
    } catch (IOException failure) {
      if (thrown == null) {
        throw failure;
      }
      thrown.addSuppressed(failure);
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
      run.ended.await();
    }
  }

  @Async
  boolean cancel(String id, String reason) throws IOException {
    while (true) {
      Run run = running.get(id);
      if (run == null) {
        return cancelElsewhere(id, reason);
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

  @Async
  private boolean cancelElsewhere(String id, String reason) throws IOException {
    TaskControl.Answer answer;
    try (var _ = claiming.acquire()) {
      answer = control.cancel(id, reason);
    }
    return then(answer);
  }

  @Async
  boolean retry(String id) throws IOException {
    TaskControl.Answer answer;
    try (var _ = claiming.acquire()) {
      answer = running.containsKey(id) ? TaskControl.Answer.NOTHING_TO_DO : control.retry(id);
    }
    return then(answer);
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
  private void look() {
    boolean failing = false;
    while (true) {
      Gonzo.sleep(options.poll());
      try {
        lookOnce();
        failing = false;
      } catch (IOException failure) {
        if (!failing) {
          Log.warn("the journal of durable tasks fails; it is tried again", failure);
        }
        failing = true;
      }
    }
  }

  @Async
  private void lookOnce() throws IOException {
    Moment now = Moment.now();
    if (!now.isBefore(renewAt)) {
      journal.renew(owner, options.lease());
      renewAt = now.plus(options.lease().dividedBy(3));
      int _ = journal.forget(Environment.wallTime().minus(options.keepEnded()), PAGE);
    }
    for (Request request : journal.requests(owner, PAGE)) {
      boolean _ =
          switch (request.action()) {
            case CANCEL -> cancel(request.id(), request.reason());
            case RETRY -> retry(request.id());
          };
      journal.remove(request);
    }
    claimFree();
  }

  @Async
  void close() {
    closed = true;
    var left = new ArrayList<Task<?>>();
    if (looks != null) {
      left.add(looks);
    }
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
  }
}
