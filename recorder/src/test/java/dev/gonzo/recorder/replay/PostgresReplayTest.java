package dev.gonzo.recorder.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.bridge.Bridge;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.recorder.Recorder;
import dev.gonzo.recorder.RecorderOptions;
import dev.gonzo.recorder.Recording;
import dev.gonzo.recorder.Replay;
import dev.gonzo.recorder.ReplayOptions;
import dev.gonzo.recorder.ReplayResult.Diverged;
import dev.gonzo.recorder.ReplayResult.Equal;
import dev.gonzo.testing.Postgres;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that uses PostgreSQL through its unmodified driver is replayed while the database is
 * stopped. Skipped where PostgreSQL is not.
 */
@Timeout(300)
@Tag("realTime")
class PostgresReplayTest {
  private static final int REPLAYS = 10;

  // Its timeouts depend on the clock of the JDK, which is recorded only with the agent.
  private static final String NO_TIMEOUT = "&connectTimeout=0";

  @TempDir private Path directory;
  private Postgres server;

  @BeforeAll
  static void bridge() {
    Bridge.install();
  }

  @BeforeEach
  void start() throws Exception {
    server = Postgres.start().orElse(null);
    Assumptions.assumeTrue(server != null, "PostgreSQL is not installed here");
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private String work(String inserted) throws SQLException {
    var seen = new StringBuilder();
    try (var connection = DriverManager.getConnection(server.url() + NO_TIMEOUT);
        var statement = connection.createStatement()) {
      statement.execute("drop table if exists number");
      statement.execute("create table number (n int primary key, word text)");
      try (var insert = connection.prepareStatement("insert into number values (?, ?)")) {
        for (int n = 0; n < 20; n++) {
          insert.setInt(1, n);
          insert.setString(2, inserted + n);
          insert.executeUpdate();
        }
      }
      try (var rows =
          statement.executeQuery("select count(*), sum(n), now(), random() from number")) {
        rows.next();
        seen.append(rows.getInt(1)).append(' ').append(rows.getInt(2)).append(' ');
        seen.append(rows.getString(3)).append(' ').append(rows.getString(4));
      }
      try {
        statement.execute("insert into number values (3, 'again')");
      } catch (SQLException twice) {
        seen.append(' ').append(twice.getSQLState());
      }
    }
    return seen.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_program_is_replayed_without_its_database(String kernel) throws Exception {
    Assumptions.assumeTrue(Kernels.whyUnavailable(kernel).isEmpty());
    Path file = directory.resolve("recording");
    String first;
    try (var _ = Recorder.start(file, RecorderOptions.DEFAULTS)) {
      first = Kernels.of(kernel).run(() -> work("word "));
    }
    server.stop();
    Recording recording = Recording.open(file);
    assertThat(first).endsWith(" 23505");
    for (int times = 0; times < REPLAYS; times++) {
      try (var replay = Replay.start(recording.kernels(), ReplayOptions.DEFAULTS)) {
        String again = null;
        try {
          again = Kernels.of(kernel).<String, SQLException>run(() -> work("word "));
        } catch (IllegalStateException different) {
          // The results say where.
        }
        assertThat(replay.results()).hasExactlyElementsOfTypes(Equal.class);
        assertThat(again).isEqualTo(first);
      }
    }
    try (var replay = Replay.start(recording.kernels(), ReplayOptions.DEFAULTS)) {
      assertThatReplayFails(
          () -> Kernels.of(kernel).<String, SQLException>run(() -> work("other ")));
      assertThat(replay.results()).hasExactlyElementsOfTypes(Diverged.class);
      assertThat(((Diverged) replay.results().getFirst()).stack().toString())
          .contains("org.postgresql.", "PostgresReplayTest.work");
    }
  }

  private static void assertThatReplayFails(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable run) {
    org.assertj.core.api.Assertions.assertThatThrownBy(run)
        .hasMessageContaining("the replay differs from the recording at event ");
  }
}
