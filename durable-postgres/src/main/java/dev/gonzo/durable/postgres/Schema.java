package dev.gonzo.durable.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables, which the first process creates. */
final class Schema {
  // A number of our own, so that two processes do not create the tables at the same time.
  private static final long LOCK = 0x67_6f6e_7a6fL;

  private static final String[] STATEMENTS = {
    "CREATE SCHEMA IF NOT EXISTS gonzo_durable",
    """
    CREATE TABLE IF NOT EXISTS gonzo_durable.task (
      id text COLLATE "C" PRIMARY KEY,
      function text NOT NULL,
      argument bytea NOT NULL,
      seed bytea NOT NULL,
      started timestamptz NOT NULL,
      place bigint GENERATED ALWAYS AS IDENTITY,
      status text NOT NULL DEFAULT 'UNFINISHED',
      last_number bigint NOT NULL DEFAULT 0,
      token bigint NOT NULL DEFAULT 0,
      owner text,
      lease_until timestamptz)
    """,
    """
    CREATE INDEX IF NOT EXISTS task_unfinished ON gonzo_durable.task (place)
      WHERE status = 'UNFINISHED'
    """,
    """
    CREATE INDEX IF NOT EXISTS task_ended ON gonzo_durable.task (place)
      WHERE status NOT IN ('UNFINISHED', 'PARKED')
    """,
    """
    CREATE INDEX IF NOT EXISTS task_owner ON gonzo_durable.task (owner) WHERE owner IS NOT NULL
    """,
    """
    CREATE TABLE IF NOT EXISTS gonzo_durable.entry (
      id text COLLATE "C" NOT NULL REFERENCES gonzo_durable.task ON DELETE CASCADE,
      number bigint NOT NULL,
      kind text NOT NULL,
      at timestamptz NOT NULL,
      nanos int NOT NULL,
      content bytea NOT NULL,
      PRIMARY KEY (id, number))
    """,
    """
    CREATE TABLE IF NOT EXISTS gonzo_durable.request (
      number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text COLLATE "C" NOT NULL,
      action text NOT NULL,
      reason bytea NOT NULL)
    """
  };

  private Schema() {}

  /** Creates the tables that are not there; false if all were. */
  static boolean create(Connection connection) throws SQLException {
    if (exists(connection)) {
      return false;
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      for (String each : STATEMENTS) {
        statement.execute(each);
      }
      connection.commit();
    } catch (SQLException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
    return true;
  }

  /** Then the user need not have the right to create anything. */
  private static boolean exists(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT to_regclass('gonzo_durable.request') IS NOT NULL")) {
      return found.next() && found.getBoolean(1);
    }
  }
}
