// JDBC in tasks, with the database H2: in memory and in a file. The ticker keeps running meanwhile.
//   mvn dependency:copy -Dartifact=com.h2database:h2:2.3.232 -DoutputDirectory=lib
//   GONZO_CLASSPATH='lib/*' ./gonzo run examples/libraries/WithJdbc.java

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import dev.gonzo.sync.Event;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

final String inMemory = "jdbc:h2:mem:bank;LOCK_TIMEOUT=60000";
final Semaphore ticks = new Semaphore(0);
int ticked;

void main() throws Exception {
  run(() -> {
    spawnDaemon("ticker", this::tick);
    inMemory();
    inFile();
  });
}

void tick() {
  for (var _ : every(ofMillis(1))) {
    ticked++;
    ticks.release();
  }
}

/**
 * For a database in memory, or on another machine, JDBC is called directly in the task. A statement
 * that waits, here for a row that another task has locked, blocks only its own task.
 */
void inMemory() throws Exception {
  // The database exists while a connection is open.
  try (var bank = DriverManager.getConnection(inMemory)) {
    execute(bank, "create table account (id int primary key, amount int)");
    execute(bank, "insert into account values (1, 100)");
    var locked = Event.of();
    var gaveUp = Event.of();
    try (var group = TaskGroup.<Void>open()) {
      group.spawn(
          "first",
          () -> {
            try (var connection = DriverManager.getConnection(inMemory)) {
              connection.setAutoCommit(false);
              execute(connection, "update account set amount = amount - 10 where id = 1");
              locked.set();
              gaveUp.await();
              int before = ticked;
              while (ticked < before + 10) sleep(ofMillis(1)); // the other task waits for the row
              connection.commit();
              IO.println("first: committed after ten ticks");
            }
          });
      group.spawn(
          "second",
          () -> {
            locked.await();
            try (var connection = DriverManager.getConnection(inMemory)) {
              String twice = "update account set amount = amount * 2 where id = 1";
              IO.println(
                  "second: in time " + ignoreAfter(ofMillis(5), () -> execute(connection, twice)));
              gaveUp.set();
              execute(connection, twice);
              IO.println("second: " + amount(connection));
            }
          });
      group.join();
    }
  }
}

/**
 * A database in a file of this process reads and writes in native code, which would hold up the
 * kernel. So each transaction runs in another thread. It must not be interrupted there, because an
 * interrupt closes the file of the database: a cancelled task waits for the end of its transaction.
 */
void inFile() throws Exception {
  var directory = Files.createTempDirectory("gonzo-h2");
  String inFile = "jdbc:h2:file:" + directory.resolve("bank");
  Callable<Integer> transaction =
      () -> {
        try (var connection = DriverManager.getConnection(inFile)) {
          execute(connection, "create table account (id int primary key, amount int)");
          ticks.drainPermits();
          for (int id = 1; id <= 10; id++) {
            if (!ticks.tryAcquire(30, TimeUnit.SECONDS)) throw new SQLException("no ticks");
            execute(connection, "insert into account values (" + id + ", 10)");
          }
          return amount(connection);
        }
      };
  int sum = runInThread(transaction, OnCancel.WAIT);
  IO.println("in a file: " + sum + ", a tick for each row");
  runInThread(() -> {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) Files.delete(file);
    }
    Files.delete(directory);
    return true;
  });
}

void execute(Connection connection, String statement) throws SQLException {
  try (var prepared = connection.prepareStatement(statement)) {
    prepared.execute();
  } catch (SQLException failure) {
    // H2 sees a cancellation as an interrupt, and throws its own exception. In a thread there is
    // none.
    if (Coroutine.isRunning()) checkpoint();
    throw failure;
  }
}

int amount(Connection connection) throws SQLException {
  try (var prepared = connection.prepareStatement("select sum(amount) from account");
      var rows = prepared.executeQuery()) {
    rows.next();
    return rows.getInt(1);
  }
}
