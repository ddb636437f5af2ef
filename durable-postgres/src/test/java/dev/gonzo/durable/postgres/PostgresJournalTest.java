package dev.gonzo.durable.postgres;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gonzo.Task;
import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.ClaimLostException;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import dev.gonzo.durable.journal.NewTask;
import dev.gonzo.durable.journal.TaskStatus;
import dev.gonzo.durable.journal.conformance.JournalConformance;
import dev.gonzo.testing.Postgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The journal in a real PostgreSQL. */
@Tag("realTime")
class PostgresJournalTest {
  private static final Instant START = Instant.parse("2026-11-30T12:00:00.123456Z");
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(50);

  private static Postgres server;

  @BeforeAll
  static void start() throws IOException {
    var started = Postgres.start();
    Assumptions.assumeTrue(started.isPresent(), "PostgreSQL is not installed");
    server = started.get();
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void empty() throws SQLException {
    execute("DROP SCHEMA IF EXISTS gonzo_durable CASCADE");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static NewTask task(String id) {
    return new NewTask(id, "pay/1", id.getBytes(UTF_8), new byte[] {1}, START);
  }

  private static Entry step(long number, String content) {
    return new Entry(
        number, EntryKind.STEP, START.plusNanos(number * 999), content.getBytes(UTF_8));
  }

  @TestFactory
  Stream<DynamicTest> it_keeps_what_a_journal_promises() {
    return JournalConformance.checks().stream()
        .map(check ->
            DynamicTest.dynamicTest(
                check.name(),
                () -> {
                  empty();
                  run(() -> check.run(() -> PostgresJournal.open(server.url())));
                }));
  }

  /** Edge 18: the first process was only slow, and comes back. */
  @Test
  void a_process_whose_lease_has_run_out_is_fenced() throws Exception {
    run(() -> {
      try (var slow = PostgresJournal.open(server.url());
          var quick = PostgresJournal.open(server.url())) {
        slow.begin(task("a"));
        Claim old = slow.claim("a", "slow", SHORT).orElseThrow();
        slow.append(old, List.of(step(1, "by the slow one")));
        List<Claim> taken = List.of();
        while (taken.isEmpty()) {
          sleep(Duration.ofMillis(10));
          taken = quick.claimAny("quick", Set.of("pay/1"), LONG, 5);
        }
        assertThat(taken.getFirst().token()).isGreaterThan(old.token());
        assertThatThrownBy(() -> slow.append(old, List.of(step(2, "late"))))
            .isInstanceOf(ClaimLostException.class)
            .hasMessageContaining("quick holds it");
        slow.release(old);
        quick.append(taken.getFirst(), List.of(step(2, "by the quick one")));
        assertThat(slow.load("a"))
            .containsExactly(step(1, "by the slow one"), step(2, "by the quick one"));
      }
    });
  }

  @Test
  void a_lease_that_is_renewed_does_not_run_out() throws Exception {
    run(() -> {
      try (var journal = PostgresJournal.open(server.url())) {
        journal.begin(task("a"));
        Claim claim = journal.claim("a", "first", SHORT).orElseThrow();
        journal.renew("first", LONG);
        sleep(SHORT.multipliedBy(2)); // a lease that ended would have ended by now
        assertThat(journal.claimAny("second", Set.of("pay/1"), LONG, 1)).isEmpty();
        journal.append(claim, List.of(step(1, "x")));
      }
    });
  }

  /** Two processes that look for work at the same time: each task is given to one of them. */
  @Test
  void many_processes_share_the_tasks_and_none_is_given_twice() throws Exception {
    int processes = 4;
    int tasks = 200;
    run(() -> {
      var journals = new ArrayList<PostgresJournal>();
      try {
        for (int i = 0; i < processes; i++) {
          journals.add(PostgresJournal.open(server.url()));
        }
        for (int i = 0; i < tasks; i++) {
          journals.getFirst().begin(task("task" + i));
        }
        var working = new ArrayList<Task<List<String>>>();
        for (PostgresJournal journal : journals) {
          String owner = "process" + working.size();
          working.add(spawn(() -> claimAll(journal, owner)));
        }
        var claimed = new ArrayList<String>();
        for (Task<List<String>> each : working) {
          claimed.addAll(each.join());
        }
        assertThat(claimed).hasSize(tasks).doesNotHaveDuplicates();
      } finally {
        journals.forEach(PostgresJournal::close);
      }
    });
  }

  private static List<String> claimAll(PostgresJournal journal, String owner) throws IOException {
    var claimed = new ArrayList<String>();
    while (true) {
      List<Claim> some = journal.claimAny(owner, Set.of("pay/1"), LONG, 3);
      if (some.isEmpty()) {
        return claimed;
      }
      some.forEach(claim -> claimed.add(claim.id()));
    }
  }

  @Test
  void times_are_kept_to_the_nanosecond_and_bytes_as_they_are() throws Exception {
    byte[] content = new byte[256];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    var last =
        new Entry(1, EntryKind.STEP, Instant.parse("2026-11-30T12:00:00.999999999Z"), content);
    run(() -> {
      try (var journal = PostgresJournal.open(server.url())) {
        journal.begin(task("ä \" ' \\ ; DROP"));
        Claim claim = journal.claim("ä \" ' \\ ; DROP", "o'wner", LONG).orElseThrow();
        journal.append(claim, List.of(last));
        assertThat(journal.load(claim.id())).containsExactly(last);
        assertThat(journal.find(claim.id()).orElseThrow().task()).isEqualTo(task(claim.id()));
      }
    });
  }

  @Test
  void an_end_whose_answer_was_lost_can_be_repeated() throws Exception {
    run(() -> {
      try (var journal = PostgresJournal.open(server.url())) {
        journal.begin(task("a"));
        Claim claim = journal.claim("a", "first", LONG).orElseThrow();
        var end = new Entry(1, EntryKind.RETURNED, START, new byte[] {7});
        journal.append(claim, List.of(end));
        journal.append(claim, List.of(end));
        assertThat(journal.find("a").orElseThrow().status()).isEqualTo(TaskStatus.RETURNED);
        assertThatThrownBy(() -> journal.append(claim, List.of(step(2, "after the end"))))
            .isInstanceOf(IllegalStateException.class);
        assertThat(journal.forget(START, 10)).isZero();
        assertThat(journal.forget(START.plusNanos(1), 10)).isEqualTo(1);
        assertThat(journal.load("a")).isEmpty();
      }
    });
  }

  /** Such a pool rolls back what was not committed, without an error. */
  @Test
  void a_pool_whose_connections_do_not_commit_by_themselves_loses_nothing() throws Exception {
    var config = new HikariConfig();
    config.setJdbcUrl(server.url());
    config.setAutoCommit(false);
    config.setMaximumPoolSize(1);
    run(() -> {
      try (var pool = new HikariDataSource(config);
          var journal = PostgresJournal.open(pool);
          var other = PostgresJournal.open(server.url())) {
        journal.begin(task("a"));
        Claim claim = journal.claim("a", "first", LONG).orElseThrow();
        journal.append(claim, List.of(step(1, "x")));
        assertThat(other.load("a")).containsExactly(step(1, "x"));
        try (Connection connection = pool.getConnection()) {
          assertThat(connection.getAutoCommit()).isFalse();
        }
      }
    });
  }

  @Test
  void what_is_wrong_is_said() throws Exception {
    assertThatThrownBy(() -> run(() -> PostgresJournal.open("jdbc:h2:mem:x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:postgresql:");
    run(() -> {
      var journal = PostgresJournal.open(server.url());
      journal.close();
      journal.close();
      assertThatThrownBy(() -> journal.find("a")).hasMessageContaining("the journal is closed");
      try (var broken = PostgresJournal.open(server.url())) {
        execute("DROP SCHEMA gonzo_durable CASCADE");
        assertThatThrownBy(() -> broken.find("a"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("the journal in PostgreSQL failed")
            .hasMessageContaining("gonzo_durable.task");
      }
    });
  }

  /** A cancellation waits for the answer, so that the connection can be used again. */
  @Test
  void a_cancelled_call_leaves_the_connection_usable() throws Exception {
    run(() -> {
      try (var journal = PostgresJournal.open(server.url())) {
        for (int i = 0; i < 50; i++) {
          String id = "task" + i;
          Task<?> beginning = spawn(() -> journal.begin(task(id)));
          sleep(Duration.ofNanos(i * 20_000L));
          beginning.cancel();
        }
        assertThat(journal.begin(task("after")).status()).isEqualTo(TaskStatus.UNFINISHED);
      }
    });
  }
}
