package dev.gonzo.durable.postgres;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.withoutCancellation;

import dev.gonzo.Async;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Lends connections to one operation at a time. */
final class Database {
  /** The class of conditions of the SQL standard for connections that fail. */
  private static final String CONNECTION_CLASS = "08";

  private final DataSource source;
  private final Runnable whenClosed;
  private final AtomicBoolean closed = new AtomicBoolean();

  Database(DataSource source, Runnable whenClosed) {
    this.source = source;
    this.whenClosed = whenClosed;
  }

  /** What is done with a connection. */
  @FunctionalInterface
  interface Operation<T> {
    T run(Connection connection) throws SQLException, IOException;
  }

  /**
   * Does something with a connection that commits each statement. A cancellation waits for it: a
   * connection that is interrupted is broken.
   */
  @Async
  <T> T use(Operation<T> operation) throws IOException {
    checkpoint();
    if (closed.get()) {
      throw new IOException("the journal is closed");
    }
    return withoutCancellation(() -> run(operation));
  }

  private <T> T run(Operation<T> operation) throws IOException {
    try (Connection connection = source.getConnection();
        var _ = commitEach(connection)) {
      return operation.run(connection);
    } catch (SQLException failed) {
      throw new IOException(text(failed), failed);
    }
  }

  /** How a connection of the program is given back as it was. */
  @FunctionalInterface
  private interface Restore extends AutoCloseable {
    @Override
    void close() throws SQLException;
  }

  /** A pool may give out connections that commit nothing by themselves. */
  private static Restore commitEach(Connection connection) throws SQLException {
    if (connection.getAutoCommit()) {
      return () -> {};
    }
    connection.setAutoCommit(true);
    return () -> connection.setAutoCommit(false);
  }

  private static String text(SQLException failed) {
    String state = failed.getSQLState();
    String advice =
        state == null || state.startsWith(CONNECTION_CLASS)
            ? ": check that the database runs, and its URL"
            : "";
    return "the journal in PostgreSQL failed: " + failed.getMessage() + advice;
  }

  /** Does several statements as one: all of them or none. */
  @Async
  <T> T transact(Operation<T> operation) throws IOException {
    return use(connection -> {
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        T result = operation.run(connection);
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
    });
  }

  void close() {
    if (closed.compareAndSet(false, true)) {
      whenClosed.run();
    }
  }
}
