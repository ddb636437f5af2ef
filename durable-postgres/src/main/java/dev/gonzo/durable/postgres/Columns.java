package dev.gonzo.durable.postgres;

import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.EntryKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;

/** Times and entries in columns. */
final class Columns {
  private Columns() {}

  /**
   * A time as the database keeps it, in microseconds: a rounded one could be in the next second.
   */
  static OffsetDateTime time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  /** {@return the nanoseconds of a time within its second} */
  static int nanos(Instant instant) {
    return instant.get(ChronoField.NANO_OF_SECOND);
  }

  /** {@return the entry in the columns number, kind, at, nanos and content} */
  static Entry entry(ResultSet row) throws SQLException {
    Instant second = row.getObject("at", OffsetDateTime.class).toInstant();
    return new Entry(
        row.getLong("number"),
        EntryKind.valueOf(row.getString("kind")),
        Instant.ofEpochSecond(second.getEpochSecond(), row.getInt("nanos")),
        row.getBytes("content"));
  }
}
