package dev.gonzo.durable.postgres;

import dev.gonzo.Async;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.NewTask;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.durable.journal.TaskStatus;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tasks themselves. */
final class TaskRows {
  private static final String BEGIN =
      """
      INSERT INTO gonzo_durable.task (id, function, argument, seed, started)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
      """;
  private static final String SELECT =
      """
      SELECT task.id, function, argument, seed, started, status,
        CASE WHEN lease_until > clock_timestamp() THEN owner END AS holder,
        number, kind, at, nanos, content
      FROM gonzo_durable.task AS task LEFT JOIN gonzo_durable.entry AS entry
        ON entry.id = task.id AND entry.number = task.last_number
      """;
  private static final String FIND = SELECT + "WHERE task.id = ?";
  private static final String LIST = SELECT + "WHERE task.id > ? ORDER BY task.id LIMIT ?";
  private static final String FORGET =
      """
      DELETE FROM gonzo_durable.task WHERE id IN (
        SELECT task.id FROM gonzo_durable.task AS task JOIN gonzo_durable.entry AS entry
          ON entry.id = task.id AND entry.number = task.last_number
        WHERE status NOT IN ('UNFINISHED', 'PARKED') AND (date_trunc('second', at), nanos) < (?, ?)
        ORDER BY place LIMIT ? FOR UPDATE OF task SKIP LOCKED)
      """;

  private final Database database;

  TaskRows(Database database) {
    this.database = database;
  }

  @Async
  TaskRecord begin(NewTask task) throws IOException {
    return database.use(connection -> {
      // Between the two, the task may have been forgotten.
      while (true) {
        insert(connection, task);
        Optional<TaskRecord> found = find(connection, task.id());
        if (found.isPresent()) {
          return found.get();
        }
      }
    });
  }

  private static void insert(Connection connection, NewTask task) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(BEGIN)) {
      insert.setString(1, task.id());
      insert.setString(2, task.function());
      insert.setBytes(3, task.argument());
      insert.setBytes(4, task.seed());
      insert.setObject(5, Columns.time(task.at()));
      insert.executeUpdate();
    }
  }

  @Async
  Optional<TaskRecord> find(String id) throws IOException {
    return database.use(connection -> find(connection, id));
  }

  private static Optional<TaskRecord> find(Connection connection, String id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FIND)) {
      select.setString(1, id);
      return read(select).stream().findFirst();
    }
  }

  @Async
  List<TaskRecord> list(String after, int most) throws IOException {
    return database.use(connection -> {
      try (PreparedStatement select = connection.prepareStatement(LIST)) {
        select.setString(1, after);
        select.setInt(2, most);
        return read(select);
      }
    });
  }

  private static List<TaskRecord> read(PreparedStatement select) throws SQLException {
    var records = new ArrayList<TaskRecord>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        records.add(record(row));
      }
    }
    return records;
  }

  private static TaskRecord record(ResultSet row) throws SQLException {
    var task =
        new NewTask(
            row.getString("id"),
            row.getString("function"),
            row.getBytes("argument"),
            row.getBytes("seed"),
            row.getObject("started", OffsetDateTime.class).toInstant());
    Optional<Entry> last =
        row.getString("kind") == null ? Optional.empty() : Optional.of(Columns.entry(row));
    return new TaskRecord(
        task,
        TaskStatus.valueOf(row.getString("status")),
        Optional.ofNullable(row.getString("holder")),
        last);
  }

  @Async
  int forget(Instant before, int most) throws IOException {
    return database.use(connection -> {
      try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
        delete.setObject(1, Columns.time(Instant.ofEpochSecond(before.getEpochSecond())));
        delete.setInt(2, Columns.nanos(before));
        delete.setInt(3, most);
        return delete.executeUpdate();
      }
    });
  }
}
