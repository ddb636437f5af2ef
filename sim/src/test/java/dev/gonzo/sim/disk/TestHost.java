package dev.gonzo.sim.disk;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.EnvironmentAnswers;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopServices;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Faults;
import dev.gonzo.trap.Trap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host with a disk, and a loop kernel that the test steps: one run after the other. */
final class TestHost {
  static final Path HOME = Path.of("/home");
  private static final long EPOCH_NANOS = 1_000_000_000_000_000_000L;

  final Faults faults = new Faults();
  final List<String> journal = new ArrayList<>();
  final Draws draws;
  final Agenda agenda;
  final Disk disk;
  private final Account account;
  // Of the present or the next run.
  HostFiles files;

  static TestHost inVirtualTime(long seed, DiskSettings settings) {
    return inVirtualTime(seed, settings, Account.root());
  }

  /** A host whose clock is the agenda of a world of its own. */
  static TestHost inVirtualTime(long seed, DiskSettings settings, Account account) {
    return new TestHost(seed, settings, account);
  }

  private TestHost(long seed, DiskSettings settings, Account account) {
    this.draws = Draws.of(seed);
    this.agenda = new Agenda(draws.forPurpose("agenda"), false);
    this.account = account;
    this.disk =
        new Disk(
            "host",
            settings,
            draws.forPurpose("disk"),
            faults,
            journal::add,
            () -> EPOCH_NANOS + agenda.now());
    disk.makeDirectories(HOME, account);
    files = newFiles();
  }

  private HostFiles newFiles() {
    return new HostFiles(disk, agenda, account, HOME, new InlineThreads());
  }

  static Path path(String name) {
    return HOME.resolve(name);
  }

  /** One run of a program. */
  final class Running<T extends @Nullable Object> {
    private final LoopKernel kernel;
    private final Task<T> main;

    Running(AsyncCallable<T, ?> body) {
      kernel = new LoopKernel(new AgendaClock(), new NoDevices(), (_, _, _) -> new Services());
      main = kernel.start(body);
    }

    /** Runs until all tasks have ended, or until an instant of the world's time. */
    boolean isDoneBy(long nanos) {
      while (!kernel.isDone()) {
        kernel.step(100);
        long wait = kernel.isDone() ? 0 : kernel.waitNanos();
        if (wait != 0) {
          long timer = wait < 0 ? Long.MAX_VALUE : agenda.now() + wait;
          long next = Math.min(agenda.next(), timer);
          if (next > nanos || next == Long.MAX_VALUE) {
            return false;
          }
          agenda.advance(next);
          while (agenda.next() <= agenda.now()) {
            agenda.happen();
          }
        }
      }
      return true;
    }

    T end() throws Exception {
      if (!isDoneBy(Long.MAX_VALUE)) {
        throw new AssertionError("nothing more happens");
      }
      kernel.close();
      files = newFiles();
      Outcome<T> outcome = main.outcome().orElseThrow();
      return outcome.<Exception>valueOrThrow();
    }

    /** Crashes the host: its kernel is not stepped again. */
    void crash() {
      files.crash(draws.forPurpose("crash of the host"));
      disk.crash(draws.forPurpose("crash of the disk"));
      files = newFiles();
    }
  }

  <T extends @Nullable Object> Running<T> start(AsyncCallable<T, ?> body) {
    return new Running<>(body);
  }

  Running<@Nullable Void> startTask(AsyncRunnable<?> body) {
    return new Running<@Nullable Void>(() -> {
      body.run();
      return null;
    });
  }

  void run(AsyncRunnable<?> body) throws Exception {
    startTask(body).end();
  }

  /** The clock of the host: the world's time. */
  private final class AgendaClock implements Clock {
    @Override
    public long nanos() {
      return agenda.now();
    }

    @Override
    public long waitNanos(long deadlineNanos, boolean outside) {
      return deadlineNanos == Long.MAX_VALUE ? -1 : Math.max(0, deadlineNanos - agenda.now());
    }
  }

  /** Services with files only. */
  private final class Services implements LoopServices, ProcessThreads {
    @Override
    public FileAnswers files() {
      return files;
    }

    @Override
    public ThreadAnswers threads() {
      return new InlineThreads();
    }

    @Override
    public ProcessThreads processes() {
      return this;
    }

    @Override
    public EnvironmentAnswers environment() {
      return (_, _) -> {
        throw new UnsupportedOperationException("no environment");
      };
    }

    @Override
    public void relieve() {}

    @Override
    public long waitNanos(long nanos) {
      return nanos;
    }

    @Override
    public List<Thread> workers() {
      return List.of();
    }

    @Override
    public void close() {
      files.close();
    }

    @Override
    public <T extends @Nullable Object> T run(LoopTask<?> task, Trap<?> trap, Work<T> work) {
      throw new UnsupportedOperationException("no processes");
    }

    @Override
    public <T extends @Nullable Object> T runPatiently(
        LoopTask<?> task, Trap<?> trap, Work<T> work) {
      throw new UnsupportedOperationException("no processes");
    }

    @Override
    public <T extends @Nullable Object> T runWait(LoopTask<?> task, Trap<?> trap, Work<T> wait) {
      throw new UnsupportedOperationException("no processes");
    }

    @Override
    public void execute(Runnable work, Consumer<Throwable> refused) {
      throw new UnsupportedOperationException("no processes");
    }

    @Override
    public void post(Runnable action) {
      throw new UnsupportedOperationException("no processes");
    }
  }
}
