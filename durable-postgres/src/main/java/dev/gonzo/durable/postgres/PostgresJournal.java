package dev.gonzo.durable.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gonzo.Async;
import dev.gonzo.durable.journal.Claim;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.NewTask;
import dev.gonzo.durable.journal.Request;
import dev.gonzo.durable.journal.TaskRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A journal of durable tasks in PostgreSQL, for any number of processes on any number of machines.
 *
 * {@snippet :
 * try (var journal = PostgresJournal.open("jdbc:postgresql://db/shop?user=shop");
 *     var tasks = DurableTasks.open(journal, DurableOptions.defaults(), PAY)) { ... }
 * }
 *
 * <p>A claim is a row that one process has updated: the tasks that others are claiming are skipped
 * ({@code FOR UPDATE SKIP LOCKED}), leases are measured by the clock of the database alone, and
 * each append carries the token of its claim and is refused if there is a newer one.
 *
 * <p>The calls are JDBC, and wait as foreign blocks: they hold up only their own task. A cancelled
 * call first waits for the answer of the database, which the socket timeout of the connections
 * limits. The tables are in the schema {@code gonzo_durable}, which is created if it is not there.
 */
public final class PostgresJournal implements Journal {
  private static final int CONNECTIONS = 8;
  private static final String SOCKET_TIMEOUT_SECONDS = "30";

  private final Database database;
  private final TaskRows tasks;
  private final ClaimRows claims;
  private final EntryRows entries;
  private final RequestRows requests;

  private PostgresJournal(Database database) {
    this.database = database;
    tasks = new TaskRows(database);
    claims = new ClaimRows(database);
    entries = new EntryRows(database);
    requests = new RequestRows(database);
  }

  /**
   * Opens a journal with up to eight connections of its own. Suspends; a cancellation leaves
   * nothing open.
   *
   * @param url the URL of the database, with the user, such as {@code
   *     jdbc:postgresql://host/database?user=name&password=secret}
   * @return the journal
   * @throws IOException if the database cannot be reached, or the user may not create the schema
   */
  @Async
  public static PostgresJournal open(String url) throws IOException {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "the URL begins with jdbc:postgresql:, for example jdbc:postgresql://host/database");
    }
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setPoolName("gonzo durable");
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
    config.addDataSourceProperty("ApplicationName", "gonzo durable");
    var pool = new HikariDataSource(config);
    return open(new Database(pool, pool::close));
  }

  /**
   * Opens a journal on connections of the program. Give them a socket timeout. Suspends; a
   * cancellation leaves nothing open.
   *
   * @param source where the connections come from; {@link #close} does not close it
   * @return the journal
   * @throws IOException if the database cannot be reached, or the user may not create the schema
   */
  @Async
  public static PostgresJournal open(DataSource source) throws IOException {
    return open(new Database(source, () -> {}));
  }

  @Async
  private static PostgresJournal open(Database database) throws IOException {
    boolean opened = false;
    try {
      boolean _ = database.use(Schema::create);
      opened = true;
      return new PostgresJournal(database);
    } finally {
      if (!opened) {
        database.close();
      }
    }
  }

  @Async
  @Override
  public TaskRecord begin(NewTask task) throws IOException {
    return tasks.begin(task);
  }

  @Async
  @Override
  public Optional<TaskRecord> find(String id) throws IOException {
    return tasks.find(id);
  }

  @Async
  @Override
  public List<TaskRecord> list(String after, int most) throws IOException {
    return tasks.list(after, most);
  }

  @Async
  @Override
  public List<Entry> load(String id) throws IOException {
    return entries.load(id);
  }

  @Async
  @Override
  public Optional<Claim> claim(String id, String owner, Duration lease) throws IOException {
    return claims.claim(id, owner, lease);
  }

  @Async
  @Override
  public List<Claim> claimAny(String owner, Set<String> functions, Duration lease, int most)
      throws IOException {
    return claims.claimAny(owner, functions, lease, most);
  }

  @Async
  @Override
  public void renew(String owner, Duration lease) throws IOException {
    claims.renew(owner, lease);
  }

  @Async
  @Override
  public void append(Claim claim, List<Entry> added) throws IOException {
    entries.append(claim, added);
  }

  @Async
  @Override
  public void release(Claim claim) throws IOException {
    claims.release(claim);
  }

  @Async
  @Override
  public void request(Request request) throws IOException {
    requests.add(request);
  }

  @Async
  @Override
  public List<Request> requests(String owner, int most) throws IOException {
    return requests.list(owner, most);
  }

  @Async
  @Override
  public void remove(Request request) throws IOException {
    requests.remove(request);
  }

  @Async
  @Override
  public int forget(Instant before, int most) throws IOException {
    return tasks.forget(before, most);
  }

  @Async
  @Override
  public void close() {
    database.close();
  }
}
