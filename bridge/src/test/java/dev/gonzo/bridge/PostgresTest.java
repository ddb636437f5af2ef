package dev.gonzo.bridge;

import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.testing.Postgres;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Receive;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** PostgreSQL's JDBC driver in tasks, with a real server. Skipped where PostgreSQL is not. */
@ParameterizedClass
@MethodSource(OnEachKernel.KERNELS)
@Timeout(300)
@Tag("realTime")
class PostgresTest extends OnEachKernel {
  private static Postgres server;

  @BeforeAll
  static void start() throws Exception {
    server = Postgres.start().orElse(null);
    Assumptions.assumeTrue(server != null, "PostgreSQL is not installed here");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private static Connection connect(String parameters) throws SQLException {
    return DriverManager.getConnection(server.url() + parameters);
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  private static void execute(Connection connection, String command) throws SQLException {
    try (var statement = connection.createStatement()) {
      boolean _ = statement.execute(command);
    }
  }

  private static void sleepFor(Connection connection, String seconds) throws SQLException {
    execute(connection, "select pg_sleep(" + seconds + ")");
  }

  @Test
  void statements_and_transactions_are_made_by_traps() throws Exception {
    run(() -> {
      try (var connection = connect("")) {
        connection.setAutoCommit(false);
        execute(connection, "create temporary table account (id int, name text)");
        try (var insert =
            connection.prepareStatement("insert into account values (?, repeat('x', 1000))")) {
          for (int id = 0; id < 1000; id++) {
            insert.setInt(1, id);
            insert.addBatch();
          }
          assertThat(insert.executeBatch()).hasSize(1000);
        }
        connection.commit();
        assertThat(number(connection, "select count(*) from account")).isEqualTo(1000);
        execute(connection, "delete from account");
        connection.rollback();
        assertThat(number(connection, "select sum(length(name)) from account"))
            .isEqualTo(1_000_000);
        assertThatThrownBy(() -> number(connection, "select no_such_column"))
            .isInstanceOf(SQLException.class);
      }
    });
    assertThat(made(Connect.class)).isEqualTo(1);
    assertThat(made(Receive.class)).isGreaterThan(4);
  }

  @Test
  void a_statement_that_waits_holds_up_only_its_task() throws Exception {
    run(() -> {
      try (var first = connect("");
          var second = connect("")) {
        execute(first, "select pg_advisory_lock(1)");
        Task<Void> waiting =
            spawn(() -> {
              execute(second, "select pg_advisory_lock(1)");
              return null;
            });
        awaitWaiting(waiting, Receive.class);
        for (int i = 0; i < 10; i++) {
          sleep(ofMillis(1));
        }
        assertThat(waiting.outcome()).isEmpty();
        execute(first, "select pg_advisory_unlock(1)");
        waiting.join();
      }
    });
  }

  @Test
  void connections_of_many_tasks_at_the_same_time() throws Exception {
    run(() -> {
      try (var group = TaskGroup.<Integer>open()) {
        for (int i = 0; i < 20; i++) {
          int number = i;
          group.spawn(() -> {
            try (var connection = connect("")) {
              sleepFor(connection, "0.01");
              return number(connection, "select " + number);
            }
          });
        }
        group.join();
        assertThat(group.results().stream().mapToInt(Integer::intValue).sum()).isEqualTo(190);
      }
    });
  }

  @Test
  void a_cancelled_statement_ends_its_task_and_breaks_its_connection() throws Exception {
    run(() -> {
      var connection = connect("");
      Task<Void> task =
          spawn(() -> {
            sleepFor(connection, "600");
            return null;
          });
      awaitWaiting(task, Receive.class);
      task.cancel();
      assertThat(task.awaitEnd()).isInstanceOf(Outcome.Cancellation.class);
      assertThatThrownBy(() -> number(connection, "select 1")).isInstanceOf(SQLException.class);
      assertThat(connection.isClosed()).isTrue();
    });
  }

  @Test
  void a_deadline_ends_a_statement() throws Exception {
    run(() -> {
      Connection connection = connect("");
      assertThatThrownBy(() -> timeoutAfter(ofMillis(100), () -> sleepFor(connection, "600")))
          .isInstanceOf(DeadlineExceededException.class);
      // As without the bridge: the driver cannot say goodbye to the server any more.
      assertThatThrownBy(connection::close).hasCauseInstanceOf(SocketException.class);
    });
  }

  @Test
  void the_drivers_own_timeouts_work() throws Exception {
    run(() -> {
      try (var connection = connect("&socketTimeout=1")) {
        assertThatThrownBy(() -> sleepFor(connection, "600"))
            .isInstanceOf(SQLException.class)
            .hasStackTraceContaining(SocketTimeoutException.class.getName());
      }
      try (var connection = connect("");
          var statement = connection.createStatement()) {
        statement.setQueryTimeout(1); // the driver cancels it from a thread of its own
        assertThatThrownBy(() -> statement.execute("select pg_sleep(600)"))
            .isInstanceOf(SQLException.class)
            .extracting(failure -> ((SQLException) failure).getSQLState())
            .isEqualTo("57014");
        assertThat(number(connection, "select 7")).isEqualTo(7);
      }
    });
  }

  @Test
  void a_pool_lends_connections_to_tasks_and_threads() throws Exception {
    Assumptions.assumeFalse(
        foreignBlocksHoldUpTheKernel(), "a task that waits for a connection holds up the kernel");
    run(() -> {
      var config = new HikariConfig();
      config.setJdbcUrl(server.url());
      config.setMaximumPoolSize(2);
      try (var pool = new HikariDataSource(config)) {
        try (var group = TaskGroup.<Integer>open()) {
          for (int i = 0; i < 6; i++) {
            int number = i;
            group.spawn(() -> {
              try (var connection = pool.getConnection()) {
                sleepFor(connection, "0.02");
                return number(connection, "select " + number);
              }
            });
          }
          group.join();
          assertThat(group.results()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        }
        assertThat(
                runInThread(() -> {
                  try (var connection = pool.getConnection()) {
                    return number(connection, "select 8");
                  }
                }))
            .isEqualTo(8);
      }
    });
  }
}
