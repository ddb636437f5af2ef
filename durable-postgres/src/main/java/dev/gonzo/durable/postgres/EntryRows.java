package dev.gonzo.durable.postgres;

import dev.gonzo.Async;
import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.ClaimLostException;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.TaskStatus;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The histories. */
final class EntryRows {
  // In one statement, and so in one exchange with the database: the row of the task is changed only
  // if the claim holds and the entries are the next ones, and the entries follow it.
  private static final String APPEND =
      """
      WITH held AS (
        UPDATE gonzo_durable.task SET last_number = ?, status = ?,
          owner = CASE WHEN ? THEN NULL ELSE owner END
        WHERE id = ? AND owner = ? AND token = ? AND last_number = ?
          AND status IN ('UNFINISHED', 'PARKED')
        RETURNING id)
      INSERT INTO gonzo_durable.entry (id, number, kind, at, nanos, content)
      SELECT held.id, added.* FROM held, unnest(
        ?::bigint[], ?::text[], ?::timestamptz[], ?::int[], ?::bytea[]) AS added
      """;
  private static final String HOLDER =
      "SELECT owner, token, status, last_number FROM gonzo_durable.task WHERE id = ? FOR UPDATE";
  private static final String LOAD =
      """
      SELECT number, kind, at, nanos, content FROM gonzo_durable.entry
      WHERE id = ? AND number >= ? ORDER BY number
      """;

  private final Database database;

  EntryRows(Database database) {
    this.database = database;
  }

  @Async
  List<Entry> load(String id) throws IOException {
    return database.use(connection -> load(connection, id, 0));
  }

  private static List<Entry> load(Connection connection, String id, long from) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LOAD)) {
      select.setString(1, id);
      select.setLong(2, from);
      var entries = new ArrayList<Entry>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          entries.add(Columns.entry(row));
        }
      }
      return entries;
    }
  }

  @Async
  void append(Claim claim, List<Entry> entries) throws IOException {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one entry to append");
    }
    requireWithoutGap(entries);
    boolean appended = database.use(connection -> insert(connection, claim, entries));
    if (!appended) {
      database.transact(connection -> {
        // The others may be there: their answer was lost.
        List<Entry> missing = missing(connection, claim, entries);
        if (!missing.isEmpty() && !insert(connection, claim, missing)) {
          throw new IllegalStateException("the row of a task changed while it was locked");
        }
        return true;
      });
    }
  }

  private static void requireWithoutGap(List<Entry> entries) {
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i).number() != entries.get(i - 1).number() + 1) {
        throw new IllegalStateException("the numbers of the entries leave a gap: " + entries);
      }
    }
  }

  private static boolean insert(Connection connection, Claim claim, List<Entry> entries)
      throws SQLException {
    TaskStatus status = TaskStatus.after(entries.getLast().kind());
    try (PreparedStatement insert = connection.prepareStatement(APPEND)) {
      insert.setLong(1, entries.getLast().number());
      insert.setString(2, status.name());
      insert.setBoolean(3, status.isEnd());
      insert.setString(4, claim.id());
      insert.setString(5, claim.owner());
      insert.setLong(6, claim.token());
      insert.setLong(7, entries.getFirst().number() - 1);
      insert.setArray(
          8, array(connection, "bigint", entries.stream().map(Entry::number).toArray()));
      insert.setArray(
          9,
          array(connection, "text", entries.stream().map(entry -> entry.kind().name()).toArray()));
      insert.setArray(
          10,
          array(
              connection,
              "timestamptz",
              entries.stream().map(entry -> Columns.time(entry.at()).toString()).toArray()));
      insert.setArray(
          11,
          array(
              connection,
              "int",
              entries.stream().map(entry -> Columns.nanos(entry.at())).toArray()));
      insert.setArray(
          12,
          array(connection, "bytea", entries.stream().map(Entry::content).toArray(byte[][]::new)));
      return insert.executeUpdate() > 0;
    }
  }

  private static java.sql.Array array(Connection connection, String type, Object[] values)
      throws SQLException {
    return connection.createArrayOf(type, values);
  }

  /** The row of a task, which is locked. */
  private record Holder(Optional<String> owner, long token, TaskStatus status, long lastNumber) {}

  private static List<Entry> missing(Connection connection, Claim claim, List<Entry> entries)
      throws SQLException, IOException {
    Holder holder = holder(connection, claim);
    // The owner of a task that has ended is gone, and its answer may still have been lost.
    boolean isHeld =
        holder.token() == claim.token()
            && (holder.status().isEnd() || holder.owner().equals(Optional.of(claim.owner())));
    if (!isHeld) {
      throw new ClaimLostException(
          "task \"%s\" is not claimed with token %d any more: %s"
              .formatted(
                  claim.id(),
                  claim.token(),
                  holder.owner().isEmpty()
                      ? "the claim was released"
                      : holder.owner().get() + " holds it with token " + holder.token()));
    }
    List<Entry> there = load(connection, claim.id(), entries.getFirst().number());
    int same = 0;
    while (same < there.size() && same < entries.size()) {
      if (!there.get(same).equals(entries.get(same))) {
        throw new ClaimLostException(
            "entry %d of task \"%s\" is there with other content: another process has run it"
                .formatted(there.get(same).number(), claim.id()));
      }
      same++;
    }
    List<Entry> missing = entries.subList(same, entries.size());
    requireNext(claim, holder, missing);
    return missing;
  }

  private static Holder holder(Connection connection, Claim claim)
      throws SQLException, IOException {
    try (PreparedStatement select = connection.prepareStatement(HOLDER)) {
      select.setString(1, claim.id());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          throw new ClaimLostException("task \"" + claim.id() + "\" is not there any more");
        }
        return new Holder(
            Optional.ofNullable(row.getString("owner")),
            row.getLong("token"),
            TaskStatus.valueOf(row.getString("status")),
            row.getLong("last_number"));
      }
    }
  }

  private static void requireNext(Claim claim, Holder holder, List<Entry> missing) {
    if (missing.isEmpty()) {
      return;
    }
    if (holder.status().isEnd()) {
      throw new IllegalStateException(
          "task \"" + claim.id() + "\" has ended: nothing can be added to its history");
    }
    if (missing.getFirst().number() != holder.lastNumber() + 1) {
      throw new IllegalStateException(
          "the next entry of task \"%s\" has number %d, not %d"
              .formatted(claim.id(), holder.lastNumber() + 1, missing.getFirst().number()));
    }
  }
}
