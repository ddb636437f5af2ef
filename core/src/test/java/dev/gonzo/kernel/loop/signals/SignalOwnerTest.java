package dev.gonzo.kernel.loop.signals;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.ChildJvm;
import dev.gonzo.kernel.Kernels;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals are for the run that owns the program; the others leave them to the program. */
@Tag("realTime")
class SignalOwnerTest {
  private static final Duration LONG = Duration.ofHours(1);

  /** The exit status of a JVM that handles SIGTERM only with its shutdown hook. */
  private static final ChildJvm.Ended BY_THE_HOOK = new ChildJvm.Ended(143, "hook\n", "");

  private static void hook() {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
  }

  /** Prints that it is ready, and its cancellation. */
  private static final AsyncRunnable<RuntimeException> BODY =
      () -> {
        try {
          System.out.println("ready");
          sleep(LONG);
        } catch (Cancelled cancelled) {
          System.out.println("cancelled by " + cancelled.reason());
          throw cancelled;
        }
      };

  private static ChildJvm.Ended terminated(Class<?> program, String... flags) throws Exception {
    try (var child = ChildJvm.start(program, flags)) {
      child.awaitLine("ready");
      child.signal("TERM");
      return child.awaitEnd();
    }
  }

  /** A program of a framework that owns the main thread. */
  static final class OnAnotherThread {
    public static void main(String[] arguments) throws InterruptedException {
      hook();
      var thread = new Thread(() -> run(BODY));
      thread.start();
      thread.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "guest"})
  void a_run_on_another_thread_leaves_them(String kernel) throws Exception {
    assertThat(terminated(OnAnotherThread.class, "-Dgonzo.kernel=" + kernel))
        .isEqualTo(BY_THE_HOOK);
  }

  @Test
  void where_a_launcher_calls_main_on_its_own_thread_the_run_can_have_them() throws Exception {
    assertThat(terminated(OnAnotherThread.class, "-Dgonzo.signals=always"))
        .isEqualTo(new ChildJvm.Ended(143, "cancelled by SIGTERM\nhook\n", ""));
  }

  /** A kernel that opts out. */
  static final class Leaving {
    public static void main(String[] arguments) {
      hook();
      run(Kernels.of().leavingSignals(), BODY);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "guest"})
  void one_on_the_main_thread_leaves_them_when_it_is_told_to(String kernel) throws Exception {
    assertThat(terminated(Leaving.class, "-Dgonzo.kernel=" + kernel, "-Dgonzo.signals=always"))
        .isEqualTo(BY_THE_HOOK);
  }

  /** A program that does not handle signals. */
  static final class OnMain {
    public static void main(String[] arguments) {
      hook();
      run(BODY);
    }
  }

  @Test
  void or_when_the_jvm_is() throws Exception {
    assertThat(terminated(OnMain.class, "-Dgonzo.signals=never")).isEqualTo(BY_THE_HOOK);
    assertThat(terminated(OnMain.class))
        .isEqualTo(new ChildJvm.Ended(143, "cancelled by SIGTERM\nhook\n", ""));
  }

  /** The main thread's run and another one, which the first one ends in its clean-up. */
  static final class Beside {
    public static void main(String[] arguments) throws InterruptedException {
      var beside = new Thread(() -> run(BODY));
      run(() -> {
        try {
          sleep(Duration.ofNanos(1));
          beside.start();
          sleep(LONG);
        } finally {
          beside.interrupt();
          beside.join();
          System.out.println("both have ended");
        }
      });
    }
  }

  @Test
  void the_owner_ends_the_others_as_it_likes_and_none_of_them_waits_for_it() throws Exception {
    var ended = terminated(Beside.class);
    assertThat(ended.out())
        .isEqualTo("cancelled by the thread that called run was interrupted\nboth have ended\n");
    assertThat(ended.status()).isEqualTo(143);
  }

  /** Two kernels for which the main thread waits. */
  static final class PerCore {
    public static void main(String[] arguments) {
      hook();
      Kernels.perCore(1, _ -> BODY.run());
    }
  }

  /** The same with another run. */
  static final class PerCoreOnAnotherThread {
    public static void main(String[] arguments) throws InterruptedException {
      var thread = new Thread(() -> PerCore.main(arguments));
      thread.start();
      thread.join();
    }
  }

  @Test
  void kernels_side_by_side_have_them_if_the_main_thread_waits_for_them() throws Exception {
    assertThat(terminated(PerCore.class))
        .isEqualTo(new ChildJvm.Ended(143, "cancelled by SIGTERM\nhook\n", ""));
    assertThat(terminated(PerCoreOnAnotherThread.class)).isEqualTo(BY_THE_HOOK);
  }

  /** A guest for which no thread waits. */
  static final class Started {
    public static void main(String[] arguments) {
      hook();
      var woken = new LinkedBlockingQueue<Boolean>();
      var guest = Kernels.guest(() -> woken.add(true));
      var _ =
          guest.start(() -> {
            BODY.run();
            return true;
          });
      while (!guest.isDone()) {
        try {
          if (guest.step(100).filter(Duration.ZERO::equals).isEmpty()) {
            var _ = woken.take();
          }
        } catch (InterruptedException unwanted) {
          throw new AssertionError(unwanted);
        }
      }
    }
  }

  @Test
  void a_guest_leaves_them_to_its_host() throws Exception {
    assertThat(terminated(Started.class)).isEqualTo(BY_THE_HOOK);
  }

  @Test
  void a_setting_that_cannot_be_is_refused_before_anything_has_begun() {
    System.setProperty("gonzo.signals", "sometimes");
    try {
      assertThatThrownBy(() -> run(() -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("gonzo.signals is 'sometimes': choose main, always or never");
    } finally {
      System.clearProperty("gonzo.signals");
    }
  }
}
