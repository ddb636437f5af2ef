package dev.gonzo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.ChildJvm;
import dev.gonzo.Gonzo;
import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.trap.Redirection;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The resources that a start needs, each in another JVM. */
@Tag("realTime")
@Timeout(300)
class StartResourcesTest {
  /** Starts a program when no file descriptor is left. */
  static final class WithoutDescriptors {
    private WithoutDescriptors() {}

    public static void main(String... arguments) throws Exception {
      Gonzo.<@Nullable Void, Exception>run(() -> {
        Path mark = Files.createTempDirectory("gonzo").resolve("mark");
        var nothing = new Redirection.Nothing();
        Command touch =
            Command.of("touch", mark.toString())
                .withInput(nothing)
                .withOutput(nothing)
                .withError(nothing);
        try (var process = touch.start()) { // loads the classes that it needs
          ExitStatus _ = process.await();
        }
        try (var _ = Command.of("no-such-program").start()) {
          throw new AssertionError("it is there");
        } catch (IOException expected) {
          Exception _ = new TooManyOpenFilesException("loaded while there are descriptors");
        }
        Files.delete(mark);
        var held = new ArrayList<FileInputStream>();
        try {
          while (true) {
            held.add(new FileInputStream("/dev/null"));
          }
        } catch (IOException full) {
          // None is left.
        }
        boolean refused = false;
        try (var process = touch.start()) {
          ExitStatus _ = process.await();
        } catch (IOException failure) {
          refused = true;
        }
        System.out.println(refused == mark.toFile().exists() ? "wrong" : "right");
        for (var one : held) {
          one.close();
        }
        return null;
      });
    }
  }

  /** Starts a program. */
  static final class First {
    private First() {}

    public static void main(String... arguments) throws Exception {
      Gonzo.<@Nullable Void, Exception>run(() -> {
        try (var process = Command.of("true").start()) {
          ExitStatus _ = process.await();
        }
        return null;
      });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void a_start_without_a_descriptor_is_refused_or_runs_and_never_both(String kernel)
      throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    try (var child =
        ChildJvm.startWithDescriptors(
            200,
            WithoutDescriptors.class,
            "-XX:-MaxFDLimit",
            "-Dgonzo.kernel=" + kernel,
            "-Dgonzo.watchdog=0")) {
      ChildJvm.Ended ended = child.awaitEnd();
      assertThat(ended.out().strip()).as(ended.err()).isEqualTo("right");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void the_first_start_links_in_a_thread_and_not_in_the_kernels(String kernel) throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    var ended = ChildJvm.run(First.class, "-Xlog:class+init=info", "-Dgonzo.kernel=" + kernel);
    assertThat(ended.out().lines())
        .filteredOn(
            line -> line.contains("Initializing 'dev/gonzo/kernel/driver/linux/SpawnCalls'"))
        .singleElement()
        .asString()
        .contains("by thread \"gonzo-process-");
  }
}
