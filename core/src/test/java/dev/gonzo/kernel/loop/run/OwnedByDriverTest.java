package dev.gonzo.kernel.loop.run;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.OnCancel;
import dev.gonzo.Task;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.EnvironmentAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.Suspended;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.net.Dns;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.EnvironmentTrap.CloseSignals;
import dev.gonzo.trap.EnvironmentTrap.OpenSignals;
import dev.gonzo.trap.EnvironmentTrap.ReadRandomBytes;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import dev.gonzo.trap.EnvironmentTrap.ReadWallTime;
import dev.gonzo.trap.EnvironmentTrap.TakeSignal;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names, work in threads, signals and entropy go through the driver, which may have its own. */
@Timeout(300)
class OwnedByDriverTest {
  private static final Instant MOON = Instant.parse("1969-07-20T20:17:40Z");

  /** A driver without devices that answers all of that itself, and starts no thread. */
  private static final class Island implements Driver {
    private static final class Beacon extends Handle {}

    private final Map<String, InetAddress> hosts = Map.of("db1", InetAddress.ofLiteral("10.0.0.1"));
    private final Queue<Work> works = new ArrayDeque<>();
    // The last one that can go on is the first to run.
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final Queue<String> signals = new ArrayDeque<>(List.of("HUP", "USR1"));
    private final Beacon beacon = new Beacon();

    private record Work(LoopTask<?> task, RunInThread<?> asked) {
      void perform() {
        Object value;
        try {
          value = asked.work().call();
        } catch (Exception failure) {
          task.raise(failure);
          return;
        }
        task.resume(value);
      }
    }

    @Override
    public String name() {
      return "island";
    }

    @Override
    public boolean supports(Class<?> group) {
      return false;
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) {
      throw new UnsupportedTrapException(name(), trap);
    }

    @Override
    public Object answer(LoopTask<?> task, Resolve trap, ThreadAnswers threads) throws Exception {
      InetAddress address = hosts.get(trap.host());
      if (address == null) {
        throw new UnknownHostException(trap.host() + " is not on this island");
      }
      return List.of(address);
    }

    @Override
    public Object answer(LoopTask<?> task, RunInThread<?> trap, ThreadAnswers threads) {
      var work = new Work(task, trap);
      works.add(work);
      return (Suspended) () -> works.remove(work);
    }

    @Override
    public @Nullable Object answerEnvironment(
        LoopTask<?> task, EnvironmentTrap<?> trap, EnvironmentAnswers environment) {
      return switch (trap) {
        case ReadRandomBytes(var count) -> new byte[count];
        case ReadWallTime _ -> MOON;
        case ReadStandardInput _ -> -1;
        case OpenSignals _ -> beacon;
        case TakeSignal _ -> signals.remove();
        case CloseSignals _ -> null;
      };
    }

    @Override
    public boolean takeForeignThread(LoopTask<?> task, Thread thread, Runnable run) {
      boolean mine = thread.getName().startsWith("islander");
      if (mine) {
        threads.push(run);
      }
      return mine;
    }

    @Override
    public void poll(long nanos) {
      Work next = works.poll();
      if (next != null) {
        next.perform();
      }
      Runnable thread = threads.poll();
      if (thread != null) {
        thread.run();
      }
    }

    @Override
    public void wakeUp() {}

    @Override
    public void close() {}
  }

  private static Kernel kernel() {
    return new LoopThread("island", new VirtualClock(), Island::new, Set.of());
  }

  @Test
  void names_are_the_drivers() throws IOException {
    run(
        kernel(),
        () -> {
          assertThat(Dns.resolve("db1")).containsExactly(InetAddress.ofLiteral("10.0.0.1"));
          assertThatThrownBy(() -> Dns.resolve("localhost"))
              .isInstanceOf(UnknownHostException.class)
              .hasMessageContaining("not on this island");
        });
  }

  @Test
  void work_in_threads_runs_when_and_where_the_driver_runs_it() throws Exception {
    run(
        kernel(),
        () -> {
          assertThat(runInThread(() -> Thread.currentThread().getName()))
              .startsWith("gonzo-kernel-");
          assertThatThrownBy(() ->
                  runInThread(() -> {
                    throw new IOException("thrown by the work");
                  }))
              .isInstanceOf(IOException.class)
              .hasMessage("thrown by the work");
          assertThat(Kernels.running()).allMatch(running -> running.threads().size() == 1);
        });
  }

  @Test
  void work_whose_task_was_cancelled_is_taken_back_from_the_driver() {
    boolean[] ran = {false};
    run(
        kernel(),
        () -> {
          Task<?> task =
              spawn(() -> {
                Coroutine.trap(
                    new RunInThread<@Nullable Object>(
                        () -> ran[0] = true, OnCancel.WAIT, null, null));
              });
          yieldNow();
          task.cancel();
        });
    assertThat(ran[0]).isFalse();
  }

  @Test
  void signals_clocks_and_entropy_are_the_drivers() {
    run(
        kernel(),
        () -> {
          assertThat(Coroutine.trap(new ReadRandomBytes(3))).containsExactly(0, 0, 0);
          assertThat(Coroutine.trap(new ReadWallTime())).isEqualTo(MOON);
          assertThat(Coroutine.trap(new ReadStandardInput(new byte[1], 0, 1))).isEqualTo(-1);
          // A signal that no system has: nothing is asked of the JVM.
          Handle signals = Coroutine.trap(new OpenSignals(List.of("AURORA")));
          assertThat(Coroutine.trap(new TakeSignal(signals))).isEqualTo("HUP");
          assertThat(Coroutine.trap(new TakeSignal(signals))).isEqualTo("USR1");
          Coroutine.trap(new CloseSignals(signals));
        });
  }

  @Test
  void virtual_threads_that_libraries_start_run_when_the_driver_runs_them()
      throws InterruptedException {
    Assumptions.assumeTrue(
        Kernels.carrier().equals("scheduler"), "a kernel does not know of them on the baton");
    var ran = new ArrayList<String>(); // not shared by threads: one of them runs at a time
    run(
        kernel(),
        () -> {
          var threads = new ArrayList<Thread>();
          for (int number = 0; number < 4; number++) {
            String name = "islander " + number;
            threads.add(
                Thread.ofVirtual()
                    .name(name)
                    .start(() -> {
                      ran.add(name + " begins");
                      Thread.yield();
                      ran.add(name + " ends");
                    }));
          }
          for (int turns = 0; turns < 200; turns++) {
            yieldNow();
          }
          for (Thread thread : threads) {
            thread.join();
          }
          ran.add("joined");
        });
    assertThat(ran)
        .containsExactly(
            "islander 3 begins",
            "islander 3 ends",
            "islander 2 begins",
            "islander 2 ends",
            "islander 1 begins",
            "islander 1 ends",
            "islander 0 begins",
            "islander 0 ends",
            "joined");
  }

  @Test
  void a_driver_that_is_wrapped_is_asked_for_everything() {
    Supplier<Stream<Method>> all = () -> Arrays.stream(Driver.class.getDeclaredMethods());
    Class<?> wrapper = new DevicePoller(new NoDevices()).driver().getClass();
    assertThat(all.get().filter(method -> !method.isSynthetic()))
        .hasSizeGreaterThan(10)
        .allSatisfy(method ->
            assertThat(wrapper.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                .isNotNull());
  }
}
