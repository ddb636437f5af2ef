package dev.gonzo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.Driver;

/** The example with a JDBC driver, which needs the agent and so JVMs of its own. */
@Timeout(600)
@Tag("realTime")
class JdbcAcrossPartitionTest {
  private static final String FILE = "simulation/JdbcAcrossPartition.java";

  @Test
  void it_holds_under_the_faults_of_each_seed_and_each_has_one_history() throws Exception {
    assertHolds("30");
  }

  @Tag("long")
  @Test
  void it_holds_for_a_thousand_seeds() throws Exception {
    assertHolds("1000");
  }

  private static void assertHolds(String seeds) throws Exception {
    try (var search =
        Example.simulateWith(
            List.of(Driver.class), FILE, "--seeds", seeds, "--sample", "10", "--jobs", "1")) {
      assertThat(search.rest())
          .contains("network: packet cut off", "had the same history again, in the same JVM")
          .doesNotContain("has failed", "leaves the seed", "never occurred");
      assertThat(search.exitStatus()).isZero();
    }
  }

  @Test
  void it_runs_for_real() throws Exception {
    while (true) {
      try (var example = Example.runWith(List.of(Driver.class), FILE, "" + freePort())) {
        String said = example.rest();
        if (!said.contains("BindException")) { // another program has taken the port meanwhile
          assertThat(said).isEqualTo("booked; the accounts have 400\n");
          assertThat(example.exitStatus()).isZero();
          return;
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
