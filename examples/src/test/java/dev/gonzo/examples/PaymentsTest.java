package dev.gonzo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The orders of {@code Payments} in processes that kill themselves with kill -9. */
@Tag("realTime")
class PaymentsTest {
  // Of one order: begin, charge, timer, the two steps of the group, the end; fewer if the two are
  // recorded at once.
  private static final int MOST_RECORDS = 7;
  private static final int KILLED = 128 + 9;

  @TempDir Path directory;

  private record Ended(int status, String output) {}

  /** A process of its own, without the launcher: there are many. */
  private Ended payments(Path place, String kill, String... orders)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "@" + Path.of("..", "jvm.flags").toAbsolutePath(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dgonzo.watchdog=0",
            "-Dkill=" + kill,
            "-cp",
            Program.compiled("durable/Payments.java")
                + System.getProperty("path.separator")
                + System.getProperty("java.class.path"),
            "Payments",
            place.toString()));
    command.addAll(List.of(orders));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Ended(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private static void isPaidOnce(Path place, String output, int orders) throws IOException {
    assertThat(output).contains("order-" + orders + ": Receipt[payment=bank-");
    assertThat(Files.readAllLines(place.resolve("bank"))).hasSize(orders);
    assertThat(Files.readAllLines(place.resolve("warehouse"))).hasSize(2 * orders);
  }

  /** Kills a process at a record, and lets the next one end; false if there is no such record. */
  private boolean killedAndGoesOn(String kill) throws IOException, InterruptedException {
    Path place = directory.resolve(kill.replace(':', '-'));
    Ended first = payments(place, kill);
    if (first.status() == 0) {
      return false;
    }
    assertThat(first.status()).as(first.output()).isEqualTo(KILLED);
    Ended second = payments(place, "never:0");
    assertThat(second.status()).as(second.output()).isZero();
    isPaidOnce(place, second.output(), 1);
    return true;
  }

  @Test
  void killed_after_the_charge_and_before_its_record_it_charges_once()
      throws IOException, InterruptedException {
    assertThat(killedAndGoesOn("before:2")).isTrue();
  }

  @Test
  void killed_in_each_process_anew_three_orders_are_paid_once_each()
      throws IOException, InterruptedException {
    Path place = directory.resolve("again");
    int record = 2;
    Ended ended = payments(place, "after:" + record, "3");
    int processes = 1;
    for (; ended.status() == KILLED && processes < 40; processes++) {
      record += 4;
      ended = payments(place, (processes % 2 == 0 ? "after:" : "before:") + record, "3");
    }
    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(processes).isGreaterThan(2);
    isPaidOnce(place, ended.output(), 3);
  }

  @Test
  @Tag("long")
  void killed_at_each_record_it_charges_once() throws IOException, InterruptedException {
    for (String where : List.of("before:", "after:")) {
      int record = 1;
      while (killedAndGoesOn(where + record)) {
        record++;
      }
      assertThat(record).isBetween(6, MOST_RECORDS + 1);
    }
  }
}
