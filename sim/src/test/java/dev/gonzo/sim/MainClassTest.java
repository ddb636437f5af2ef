package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Moment;
import dev.gonzo.process.Command;
import dev.gonzo.process.ExitStatus;
import dev.gonzo.process.ProcessOutput;
import dev.gonzo.process.RunningProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("realTime")
class MainClassTest {
  private static final String NAME = MainClass.class.getName();
  private static final byte[] NOTHING = {};

  private static final List<String> KEPT = new ArrayList<>();

  private Simulation simulation = Simulation.ofSeed(1);

  @BeforeEach
  void create() {
    simulation = Simulation.ofSeed(1).share(MainClass.Board.class.getName());
    MainClass.Board.LINES.clear();
    KEPT.clear();
  }

  // ---------------------------------------------------------------- as a process

  @Test
  void a_class_runs_as_a_process_with_its_own_static_fields_and_kernels() {
    Ending<Duration> ending =
        simulation.run(() -> {
          for (int i = 0; i < 2; i++) {
            Command java = Command.of("java", "-cp", "any", "-ea", NAME, "once", "more");
            try (RunningProcess process = java.start()) {
              ProcessOutput output = process.communicate(NOTHING, 1_000);
              assertThat(output.outputText()).isEqualTo("begins with [once, more]\nslept\n");
              assertThat(output.errorText()).isEmpty();
              assertThat(output.status()).isEqualTo(new ExitStatus.Exited(0));
            }
          }
          return Duration.ofNanos(Moment.now().nanos());
        });
    assertThat(ending.valueOrThrow()).isBetween(ofSeconds(2), ofSeconds(3));
    assertThat(MainClass.Board.LINES).containsExactly("once 1", "once 1");
  }

  @Test
  void a_class_ends_as_a_jvm_does() {
    Ending<?> ending =
        simulation.run(() -> {
          try (RunningProcess process = Command.of(NAME, "waits").start()) {
            sleep(ofSeconds(2));
            assertThat(process.signal(10)).isTrue();
            sleep(ofSeconds(1));
            assertThat(process.terminate()).isTrue();
            ProcessOutput output = process.communicate(NOTHING, 1_000);
            assertThat(output.outputText()).endsWith("slept\nUSR1\ncleaned up\n");
            assertThat(output.status()).isEqualTo(new ExitStatus.Exited(128 + 15));
          }
          try (RunningProcess process = Command.of(NAME, "waits").start()) {
            sleep(ofSeconds(2));
            assertThat(process.kill()).isTrue();
            ProcessOutput output = process.communicate(NOTHING, 1_000);
            assertThat(output.outputText()).endsWith("slept\n");
            assertThat(output.status()).isEqualTo(new ExitStatus.Signalled(9));
          }
          try (RunningProcess process = Command.of(NAME, "reads").start()) {
            ProcessOutput output = process.communicate("a\nb\n".getBytes(UTF_8), 1_000);
            assertThat(output.outputText()).endsWith("slept\nread a\nread b\n");
          }
          Command exits = Command.of(NAME, "exits").withEnvironment("COLOUR", "red");
          try (RunningProcess process = exits.start()) {
            ProcessOutput output = process.communicate(NOTHING, 1_000);
            assertThat(output.outputText()).endsWith("slept\nred of {COLOUR=red}\n");
            assertThat(output.status()).isEqualTo(new ExitStatus.Exited(3));
          }
          try (RunningProcess process = Command.of(NAME, "fails").start()) {
            ProcessOutput output = process.communicate(NOTHING, 10_000);
            assertThat(output.errorText()).contains("IllegalStateException: the reason");
            assertThat(output.status()).isEqualTo(new ExitStatus.Exited(1));
          }
        });
    assertThat(ending.failure()).isEmpty();
  }

  @Test
  void a_class_without_a_main_method_is_refused() {
    Ending<?> ending =
        simulation.run(() -> {
          assertThatThrownBy(() -> Command.of(MainClass.Board.class.getName()).start())
              .hasMessageContaining("has no main method");
          assertThatThrownBy(() -> Command.of("java", "-cp", "x", "no.such.Program").start())
              .hasMessageContaining("is not there");
        });
    assertThat(ending.failure()).isEmpty();
  }

  // ---------------------------------------------------------------- as a host

  @Test
  void a_host_of_a_class_begins_anew_at_each_start() {
    Host host = simulation.hostOf("db1", NAME, "waits");
    Ending<?> ending =
        simulation.run(() -> {
          sleep(ofSeconds(5));
          host.crash();
          host.restart();
          sleep(ofSeconds(5));
          host.signal("TERM");
          host.awaitDown();
        });
    assertThat(ending.failure()).isEmpty();
    assertThat(MainClass.Board.LINES).containsExactly("waits 1", "waits 1");
    assertThat(ending.sharedStatics()).isEmpty();
  }

  @Test
  void a_host_of_a_class_that_fails_fails_the_simulation() {
    Host host = simulation.hostOf("db1", NAME, "fails");
    Ending<?> ending = simulation.run(() -> sleep(ofSeconds(5)));
    assertThat(ending.failure()).get().asString().contains("db1").contains(NAME + " has ended");
    assertThat(host.isUp()).isFalse();
    assertThatThrownBy(() -> simulation.hostOf("db2", "no.such.Program"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no.such.Program");
  }

  // ---------------------------------------------------------------- static fields of lambdas

  /** A class that only hosts use, so that they initialise it. */
  private static final class Database {
    private static int rows;
    private static final List<String> CACHE = new ArrayList<>();
    private static final List<String> UNUSED = new ArrayList<>();

    static void insert() {
      rows++;
      CACHE.add("row");
      sleep(ofSeconds(100));
    }
  }

  @Test
  void static_fields_that_a_host_keeps_or_shares_are_reported() {
    Host host =
        simulation.host(
            "db1",
            () -> {
              KEPT.add("start");
              Database.insert();
            });
    var _ = simulation.host("db2", Database::insert);
    Ending<?> ending =
        simulation.run(() -> {
          sleep(ofSeconds(1));
          host.crash();
          host.restart();
          sleep(ofSeconds(1));
        });
    assertThat(ending.failure()).isEmpty();
    String report = String.join("\n", ending.sharedStatics());
    assertThat(report)
        .contains("host db1 keeps the static MainClassTest.KEPT after its restart: use hostOf")
        .contains("host db1 keeps the static Database.rows after its restart")
        .contains("host db1 keeps the static Database.CACHE after its restart")
        .contains("the hosts db1, db2 share the static Database.CACHE, which has changed")
        .doesNotContain("UNUSED")
        .doesNotContain("NAME");
    assertThat(Database.UNUSED).isEmpty();
  }

  @Test
  void hosts_without_common_static_fields_share_none() {
    var _ = simulation.host("a", () -> sleep(ofSeconds(1)));
    Ending<?> ending = simulation.run(() -> sleep(ofSeconds(2)));
    assertThat(ending.failure()).isEmpty();
    assertThat(ending.sharedStatics()).isEmpty();
  }
}
