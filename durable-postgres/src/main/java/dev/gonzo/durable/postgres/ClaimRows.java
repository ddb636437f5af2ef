package dev.gonzo.durable.postgres;

import dev.gonzo.Async;
import dev.gonzo.durable.journal.Claim;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who runs which task, until when by the clock of the database. */
final class ClaimRows {
  private static final String UNTIL = "clock_timestamp() + ? * interval '1 microsecond'";
  private static final String CLAIM =
      """
      UPDATE gonzo_durable.task SET owner = ?, token = token + 1, lease_until = %s
      WHERE id = ? AND status IN ('UNFINISHED', 'PARKED')
        AND (owner IS NULL OR owner = ? OR lease_until < clock_timestamp())
      RETURNING token
      """
          .formatted(UNTIL);
  private static final String CLAIM_ANY =
      """
      WITH free AS (
        SELECT id FROM gonzo_durable.task
        WHERE status = 'UNFINISHED' AND function = ANY (?)
          AND (owner IS NULL OR lease_until < clock_timestamp())
        ORDER BY place LIMIT ? FOR UPDATE SKIP LOCKED)
      UPDATE gonzo_durable.task AS task SET owner = ?, token = token + 1, lease_until = %s
      FROM free WHERE task.id = free.id
      RETURNING task.id, token, place
      """
          .formatted(UNTIL);
  private static final String RENEW =
      "UPDATE gonzo_durable.task SET lease_until = %s WHERE owner = ?".formatted(UNTIL);
  private static final String RELEASE =
      """
      UPDATE gonzo_durable.task SET owner = NULL, lease_until = NULL
      WHERE id = ? AND owner = ? AND token = ?
      """;

  private final Database database;

  ClaimRows(Database database) {
    this.database = database;
  }

  private static long micros(Duration lease) {
    return lease.toNanos() / 1_000;
  }

  @Async
  Optional<Claim> claim(String id, String owner, Duration lease) throws IOException {
    return database.use(connection -> {
      try (PreparedStatement update = connection.prepareStatement(CLAIM)) {
        update.setString(1, owner);
        update.setLong(2, micros(lease));
        update.setString(3, id);
        update.setString(4, owner);
        try (ResultSet row = update.executeQuery()) {
          return row.next() ? Optional.of(new Claim(id, owner, row.getLong(1))) : Optional.empty();
        }
      }
    });
  }

  @Async
  List<Claim> claimAny(String owner, Set<String> functions, Duration lease, int most)
      throws IOException {
    return database.use(connection -> {
      try (PreparedStatement update = connection.prepareStatement(CLAIM_ANY)) {
        update.setArray(1, connection.createArrayOf("text", functions.toArray()));
        update.setInt(2, most);
        update.setString(3, owner);
        update.setLong(4, micros(lease));
        try (ResultSet rows = update.executeQuery()) {
          return inOrder(rows, owner);
        }
      }
    });
  }

  /** A claim, and how many tasks were started before its own. */
  private record Placed(Claim claim, long place) {}

  private static List<Claim> inOrder(ResultSet rows, String owner) throws SQLException {
    var placed = new ArrayList<Placed>();
    while (rows.next()) {
      var claim = new Claim(rows.getString("id"), owner, rows.getLong("token"));
      placed.add(new Placed(claim, rows.getLong("place")));
    }
    return placed.stream()
        .sorted(Comparator.comparingLong(Placed::place))
        .map(Placed::claim)
        .toList();
  }

  @Async
  void renew(String owner, Duration lease) throws IOException {
    database.use(connection -> {
      try (PreparedStatement update = connection.prepareStatement(RENEW)) {
        update.setLong(1, micros(lease));
        update.setString(2, owner);
        return update.executeUpdate();
      }
    });
  }

  @Async
  void release(Claim claim) throws IOException {
    database.use(connection -> {
      try (PreparedStatement update = connection.prepareStatement(RELEASE)) {
        update.setString(1, claim.id());
        update.setString(2, claim.owner());
        update.setLong(3, claim.token());
        return update.executeUpdate();
      }
    });
  }
}
