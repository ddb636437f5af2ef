package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.process.Command;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first process of a JVM: code that takes long to link is linked in a thread, while other tasks
 * run.
 */
@Timeout(300)
@Tag("realTime")
class FirstProcessTest {
  /**
   * A class that is loaded on the kernel's thread just before the process starts; {@link Ends} is
   * loaded just after it.
   */
  private static final class Begins {
    private static void here() {}
  }

  private static final class Ends {
    private static void here() {}
  }

  /** Starts a process and awaits it. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      run(() -> {
        sleep(ofMillis(1));
        Begins.here();
        try (var process = Command.of("true").start()) {
          process.await();
        }
        Ends.here();
      });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void links_nothing_that_takes_long_on_the_kernels_thread(String kernel) throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    var ended =
        ChildJvm.run(Program.class, "-Dgonzo.kernel=" + kernel, "-Xlog:class+load:stdout:tid");
    List<String> lines = ended.out().lines().toList();
    String begins = find(lines, Begins.class);
    String ends = find(lines, Ends.class);
    String kernelThread = threadOf(begins);
    assertThat(threadOf(ends)).isEqualTo(kernelThread);
    List<String> loaded =
        lines.subList(lines.indexOf(begins), lines.indexOf(ends)).stream()
            .filter(line -> threadOf(line).equals(kernelThread))
            .toList();
    assertThat(loaded).hasSizeGreaterThan(5);
    assertThat(loaded).noneMatch(line -> line.matches(".*(LambdaForm|TypeSwitch|StringConcat).*"));
  }

  /** The number of the thread that wrote a line; the JVM pads it once it has seen a longer one. */
  private static String threadOf(String line) {
    return line.startsWith("[") ? line.substring(1, line.indexOf(']')).strip() : "";
  }

  private static String find(List<String> lines, Class<?> type) {
    return lines.stream()
        .filter(line -> line.contains(" " + type.getName() + " "))
        .findFirst()
        .orElseThrow();
  }
}
