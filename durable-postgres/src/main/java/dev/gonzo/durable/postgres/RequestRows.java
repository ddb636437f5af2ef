package dev.gonzo.durable.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.Async;
import dev.gonzo.durable.journal.Request;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** What other processes ask of the owners of tasks. */
final class RequestRows {
  private static final String ADD =
      "INSERT INTO gonzo_durable.request (id, action, reason) VALUES (?, ?, ?)";
  private static final String LIST =
      """
      SELECT number, request.id, action, reason
      FROM gonzo_durable.request AS request LEFT JOIN gonzo_durable.task AS task
        ON task.id = request.id
      WHERE task.owner IS NULL OR task.owner = ? OR task.lease_until < clock_timestamp()
      ORDER BY number LIMIT ?
      """;
  private static final String REMOVE = "DELETE FROM gonzo_durable.request WHERE number = ?";

  private final Database database;

  RequestRows(Database database) {
    this.database = database;
  }

  @Async
  void add(Request request) throws IOException {
    database.use(connection -> {
      try (PreparedStatement insert = connection.prepareStatement(ADD)) {
        insert.setString(1, request.id());
        insert.setString(2, request.action().name());
        // Bytes: a text of PostgreSQL cannot contain each character.
        insert.setBytes(3, request.reason().getBytes(UTF_8));
        return insert.executeUpdate();
      }
    });
  }

  @Async
  List<Request> list(String owner, int most) throws IOException {
    return database.use(connection -> {
      try (PreparedStatement select = connection.prepareStatement(LIST)) {
        select.setString(1, owner);
        select.setInt(2, most);
        var requests = new ArrayList<Request>();
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            requests.add(
                new Request(
                    row.getLong("number"),
                    row.getString("id"),
                    Request.Action.valueOf(row.getString("action")),
                    new String(row.getBytes("reason"), UTF_8)));
          }
        }
        return requests;
      }
    });
  }

  @Async
  void remove(Request request) throws IOException {
    database.use(connection -> {
      try (PreparedStatement delete = connection.prepareStatement(REMOVE)) {
        delete.setLong(1, request.number());
        return delete.executeUpdate();
      }
    });
  }
}
