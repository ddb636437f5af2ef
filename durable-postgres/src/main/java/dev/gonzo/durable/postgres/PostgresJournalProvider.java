package dev.gonzo.durable.postgres;

import dev.gonzo.Async;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.JournalProvider;
import java.io.IOException;

/** Opens journals in PostgreSQL for {@code gonzo durable}. */
public final class PostgresJournalProvider implements JournalProvider {
  /** Creates it, for {@link java.util.ServiceLoader}. */
  public PostgresJournalProvider() {}

  @Override
  public boolean supports(String address) {
    return address.startsWith("jdbc:postgresql:");
  }

  @Async
  @Override
  public Journal open(String address) throws IOException {
    return PostgresJournal.open(address);
  }
}
