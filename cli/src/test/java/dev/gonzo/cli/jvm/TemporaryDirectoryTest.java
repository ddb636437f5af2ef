package dev.gonzo.cli.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Temporary directories, and the processes that use them. */
@Tag("realTime")
@Timeout(120)
class TemporaryDirectoryTest {
  private static final List<String> ENDLESS = List.of("sleep", "1000");

  /** A JVM that waits until it is ended from outside. */
  static final class Waiting {
    private Waiting() {}

    public static void main(String[] arguments) throws Exception {
      var directory = TemporaryDirectory.create("gonzo-test");
      Files.writeString(directory.path().resolve("file"), "text");
      Process process = directory.start(new ProcessBuilder(ENDLESS));
      IO.println(directory.path());
      IO.println(process.pid());
      process.waitFor();
    }
  }

  @Test
  void a_signal_ends_the_processes_and_removes_the_files() throws Exception {
    var builder =
        ChildJvm.builder(
                List.of(
                    ChildJvm.java(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Waiting.class.getName()))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    Process jvm = builder.start();
    try (var lines = jvm.inputReader()) {
      Path path = Path.of(lines.readLine());
      long pid = Long.parseLong(lines.readLine());
      assertTrue(Files.exists(path.resolve("file")));
      jvm.destroy();
      assertTrue(jvm.waitFor(60, TimeUnit.SECONDS));
      assertFalse(Files.exists(path));
      assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void after_its_end_it_starts_nothing() throws Exception {
    var directory = TemporaryDirectory.create("gonzo-test");
    Process process = directory.start(new ProcessBuilder(ENDLESS));
    directory.close();
    assertFalse(process.isAlive());
    assertFalse(Files.exists(directory.path()));
    var refused =
        assertThrows(IOException.class, () -> directory.start(new ProcessBuilder(ENDLESS)));
    assertEquals("the command is ending", refused.getMessage());
    directory.close();
  }
}
