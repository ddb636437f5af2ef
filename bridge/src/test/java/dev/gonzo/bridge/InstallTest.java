package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.testing.ChildJvm;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each JVM has one bridge, or says why not: each test has a JVM of its own. */
@Timeout(300)
@Tag("realTime")
class InstallTest {
  private static final String OPEN = "--add-opens=java.base/java.net=ALL-UNNAMED";

  /** Prints why the bridge could not be installed, and whether sockets still work. */
  private static void installAndReport() throws Exception {
    try {
      Bridge.install();
      IO.println("installed");
    } catch (IllegalStateException refused) {
      IO.println(refused.getMessage());
    }
    IO.println(Bridge.isInstalled());
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      client.getOutputStream().write(7);
      IO.println(accepted.getInputStream().read());
    }
  }

  static final class Plain {
    private Plain() {}

    public static void main(String[] arguments) throws Exception {
      installAndReport();
    }
  }

  @SuppressWarnings("deprecation")
  static final class AfterAFactory {
    private AfterAFactory() {}

    public static void main(String[] arguments) throws Exception {
      Socket.setSocketImplFactory(new TaskSockets());
      try {
        Bridge.install();
      } catch (IllegalStateException refused) {
        IO.println(refused.getMessage());
      }
      IO.println(Bridge.isInstalled());
    }
  }

  static final class AfterALookUp {
    private AfterALookUp() {}

    public static void main(String[] arguments) throws Exception {
      Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
      InetAddress _ = InetAddress.getByName("localhost");
      installAndReport();
    }
  }

  static final class Twice {
    private Twice() {}

    public static void main(String[] arguments) throws Exception {
      run(() -> Bridge.install());
      Bridge.install();
      IO.println(Bridge.isInstalled());
    }
  }

  @Test
  void without_its_flag_it_names_the_flag_and_changes_nothing() throws Exception {
    try (var child = ChildJvm.startPlain(Plain.class)) {
      assertThat(child.awaitEnd().out().lines())
          .hasSize(3)
          .anyMatch(line -> line.contains("--add-opens java.base/java.net=ALL-UNNAMED"))
          .contains("false", "7");
    }
  }

  @Test
  void with_its_flag_it_is_installed_once() throws Exception {
    try (var child = ChildJvm.startPlain(Plain.class, OPEN)) {
      assertThat(child.awaitEnd().out().lines()).containsExactly("installed", "true", "7");
    }
    try (var child = ChildJvm.startPlain(Twice.class, OPEN)) {
      assertThat(child.awaitEnd().out().lines()).containsExactly("true");
    }
  }

  @Test
  void another_factory_is_named_and_left_alone() throws Exception {
    try (var child = ChildJvm.startPlain(AfterAFactory.class, OPEN)) {
      assertThat(child.awaitEnd().out().lines())
          .hasSize(2)
          .anyMatch(line ->
              line.contains("Socket.setSocketImplFactory")
                  && line.contains(TaskSockets.class.getName()))
          .contains("false");
    }
  }

  @Test
  void a_resolver_that_was_there_first_is_named() throws Exception {
    try (var child = ChildJvm.startPlain(AfterALookUp.class, OPEN)) {
      assertThat(child.awaitEnd().out().lines())
          .hasSize(3)
          .anyMatch(line -> line.contains("another resolver looks up names"))
          .contains("false", "7");
    }
  }
}
