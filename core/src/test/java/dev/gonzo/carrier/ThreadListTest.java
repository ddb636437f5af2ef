package dev.gonzo.carrier;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.gonzo.ChildJvm;
import dev.gonzo.Coroutine;
import dev.gonzo.generator.Generator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tasks are in the JVM's list of threads, and coroutines that are no longer driven can be
 * collected.
 */
@Tag("realTime")
class ThreadListTest {
  static final class Program {
    public static void main(String[] arguments) throws IOException {
      run(() -> {
        var _ = spawn("find-me", Program::waitsHere);
        yieldNow();
        for (var format : ThreadDumpFormat.values()) {
          System.out.println(format + " " + dump(format).contains("waitsHere"));
        }
        System.out.println("collected " + isCollected(abandoned()) + isCollected(generator()));
        System.exit(0);
      });
    }

    private static void waitsHere() {
      sleep(Duration.ofDays(1));
    }

    private static String dump(ThreadDumpFormat format) throws IOException {
      Path file = Files.createTempDirectory("dump").resolve("threads");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), format);
      return Files.readString(file);
    }

    private static WeakReference<Object> abandoned() {
      var coroutine = Coroutine.of(Program::waitsAndReturns);
      var _ = coroutine.send(null);
      return new WeakReference<>(coroutine);
    }

    private static String waitsAndReturns() {
      waitsHere();
      return "never";
    }

    private static WeakReference<Object> generator() {
      var iterator =
          Generator.<String>of(
                  out -> {
                    out.yield("one");
                    out.yield("two");
                  })
              .iterator();
      System.out.println(iterator.next());
      return new WeakReference<>(iterator);
    }

    private static boolean isCollected(WeakReference<Object> reference) {
      long begun = System.nanoTime();
      while (reference.get() != null && System.nanoTime() - begun < 120_000_000_000L) {
        System.gc();
        // With a single processor the JDK's only carrier thread may still refer to the coroutine
        // that it has run before this one: give it up.
        sleep(Duration.ofMillis(1));
      }
      return reference.get() == null;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scheduler", "baton"})
  void a_dump_shows_tasks_and_an_abandoned_coroutine_is_collected(String carrier) throws Exception {
    var ended =
        ChildJvm.runPlain(
            Program.class,
            "@" + Path.of("..", "jvm.flags").toAbsolutePath(),
            "-Dgonzo.carrier=" + carrier);
    assertThat(ended.out().lines())
        .as(ended.err())
        .containsExactly("TEXT_PLAIN true", "JSON true", "one", "collected truetrue");
  }
}
