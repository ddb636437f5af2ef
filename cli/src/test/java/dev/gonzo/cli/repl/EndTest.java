package dev.gonzo.cli.repl;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.kernel.Kernels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the end of a session ends. */
@Tag("realTime")
class EndTest {
  @TempDir Path directory;

  private static int port(TestSession session) {
    session.take("var door = Tcp.listen(\"127.0.0.1\", 0)");
    return Integer.parseInt(session.take("/sockets").replaceAll("(?s).*127.0.0.1:(\\d+),.*", "$1"));
  }

  @Test
  void tasks_are_cancelled_with_their_clean_up_and_sockets_are_closed() throws Exception {
    var session = new TestSession();
    int port = port(session);
    new Socket(InetAddress.getLoopbackAddress(), port).close();
    session.take(
        """
        spawn("cleaner", () -> {
          try { sleep(ofSeconds(1000)); }
          finally { sleep(ofMillis(5)); java.nio.file.Files.createFile(Path.of("%s")); }
        })
        """
            .formatted(directory.resolve("cleaned")));
    session.take("yieldNow()");
    session.close();
    session.close();
    assertTrue(session.shown().contains("|  cancelled cleaner"), session.shown()::toString);
    assertTrue(
        session.shown().stream()
            .anyMatch(line -> line.matches("\\|  closed a listener, at /127.0.0.1:\\d+, .*")),
        session.shown()::toString);
    assertTrue(directory.resolve("cleaned").toFile().exists());
    assertThrows(
        IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    assertTrue(Kernels.running().isEmpty(), () -> Kernels.running().toString());
  }

  @Test
  void a_reset_ends_everything_and_begins_again() throws Exception {
    try (var session = new TestSession()) {
      int port = port(session);
      session.take("var waiting = spawn(\"waiting\", () -> { sleep(ofSeconds(1000)); })");
      assertTrue(session.take("/reset").contains("|  cancelled waiting"));
      assertThrows(
          IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
      assertEquals("|  no tasks", session.take("/tasks"));
      assertEquals("$1 ==> 2", session.take("1 + 1"));
      assertTrue(session.take("waiting").contains("cannot find symbol"));
    }
  }

  @Test
  void a_task_in_native_code_is_named_and_does_not_hold_up_the_end() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    var session = new TestSession();
    session.take("1");
    var taken =
        session.takeLater(
            "{ dev.gonzo.cli.repl.Begun.now(); new java.io.FileInputStream(\"%s\").read(); }"
                .formatted(pipe));
    Begun.await();
    session.session().interrupt();
    session.session().interrupt();
    assertEquals(Session.Next.EXIT, taken.get(60, SECONDS));
    session.close();
    assertTrue(
        session.shown().stream().anyMatch(line -> line.startsWith("|  did not end in time: #2")),
        session.shown()::toString);
    // So that the abandoned kernel's thread ends.
    new java.io.FileOutputStream(pipe.toFile()).close();
  }
}
