import org.jspecify.annotations.NullMarked;

/** A journal of durable tasks in PostgreSQL. */
@NullMarked
module dev.gonzo.durable.postgres {
  requires transitive dev.gonzo.durable;
  requires transitive java.sql;
  requires com.zaxxer.hikari;
  requires static org.jspecify;

  exports dev.gonzo.durable.postgres;

  provides dev.gonzo.durable.journal.JournalProvider with
      dev.gonzo.durable.postgres.PostgresJournalProvider;
}
