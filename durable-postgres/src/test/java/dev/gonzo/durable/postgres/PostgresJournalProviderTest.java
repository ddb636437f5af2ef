package dev.gonzo.durable.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.durable.journal.JournalProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class PostgresJournalProviderTest {
  @Test
  void the_command_finds_it_by_the_address_of_a_database() {
    assertThat(ServiceLoader.load(JournalProvider.class))
        .hasAtLeastOneElementOfType(PostgresJournalProvider.class);
    var provider = new PostgresJournalProvider();
    assertThat(provider.supports("jdbc:postgresql://host/database")).isTrue();
    assertThat(provider.supports("jdbc:h2:mem:database")).isFalse();
  }
}
