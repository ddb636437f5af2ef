// Orders that are paid, packed and sent once each, although the process may die at any time: started
// again, it goes on where it was. Try Ctrl-C, or kill -9, or let it kill itself at a record of its
// journal:
//   ./gonzo run examples/durable/Payments.java DIRECTORY [ORDERS]
//   GONZO_JAVA_OPTS=-Dkill=before:3 ./gonzo run examples/durable/Payments.java DIRECTORY
//   ./gonzo durable list DIRECTORY/journal
// After the second command, the first one goes on with what is unfinished.

import static dev.gonzo.Gonzo.*;
import static dev.gonzo.durable.Durable.step;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.*;

import dev.gonzo.*;
import dev.gonzo.durable.*;
import dev.gonzo.durable.journal.*;
import dev.gonzo.file.*;
import dev.gonzo.process.Command;
import dev.gonzo.sync.*;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.*;

record Order(String item, int cents) {}

record Receipt(String payment, String parcel, String letter) {}

static Book bank;
static Book warehouse;

static final Durable<Order, Receipt> PAY =
    Durable.of("pay/1", Order.class, Receipt.class, order -> {
      String payment = step("charge", () -> bank.enter(Durable.key(), "charged " + order.cents));
      sleep(ofMillis(20)); // may be days
      try (var group = TaskGroup.<String>open()) {
        var parcel =
            group.spawn(() -> step("pack", () -> warehouse.enter(Durable.key(), order.item)));
        var letter =
            group.spawn(() -> step("write", () -> warehouse.enter(Durable.key(), "a letter")));
        group.join();
        return new Receipt(payment, parcel.join(), letter.join());
      }
    });

void main(String[] arguments) throws Exception {
  Path directory = Path.of(arguments[0]);
  int orders = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
  run(() -> {
    Directories.createDirectories(directory);
    bank = new Book(directory.resolve("bank"));
    warehouse = new Book(directory.resolve("warehouse"));
    try (var journal = mortal(FileJournal.open(directory.resolve("journal")));
        var tasks = DurableTasks.open(journal, DurableOptions.defaults(), PAY)) {
      for (int n = 1; n <= orders; n++) {
        tasks.start(PAY, "order-" + n, new Order("tea", 100 * n)); // one that was started goes on
      }
      for (int n = 1; n <= orders; n++) {
        IO.println("order-" + n + ": " + tasks.await(PAY, "order-" + n));
      }
    }
  });
}

/** The book of a bank or a warehouse: a line for each key, however often it comes. */
static final class Book {
  final Path path;
  final Lock lock = Lock.of();

  Book(Path path) {
    this.path = path;
  }

  /** Makes an entry, and returns its number; the same number if the key has one. */
  String enter(String key, String what) throws IOException {
    try (var _ = lock.acquire()) {
      var lines = new ArrayList<>(lines());
      int line = 0;
      while (line < lines.size() && !lines.get(line).startsWith(key + " ")) line++;
      if (line == lines.size()) {
        lines.add(key + " " + what);
        AsyncFiles.replace(path, (String.join("\n", lines) + "\n").getBytes(UTF_8));
      }
      return path.getFileName() + "-" + (line + 1);
    }
  }

  List<String> lines() throws IOException {
    try {
      return AsyncFiles.readString(path).lines().toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }
}

/** A journal that kills the process before or after a record, as {@code -Dkill=after:3} says. */
static Journal mortal(Journal journal) {
  String[] kill = System.getProperty("kill", "never:0").split(":");
  int at = Integer.parseInt(kill[1]);
  int[] records = {0};
  return (Journal)
      Proxy.newProxyInstance(
          Journal.class.getClassLoader(),
          new Class<?>[] {Journal.class},
          (_, method, parameters) -> {
            boolean isRecord = method.getName().equals("begin") || method.getName().equals("append");
            boolean dies = isRecord && ++records[0] == at;
            if (dies && kill[0].equals("before")) die();
            try {
              Object answer = method.invoke(journal, parameters);
              if (dies) die();
              return answer;
            } catch (InvocationTargetException thrown) {
              throw thrown.getCause();
            }
          });
}

static void die() throws Exception {
  try (var kill = Command.of("kill", "-9", "" + ProcessHandle.current().pid()).start()) {
    kill.await(); // the signal may take a moment
    sleep(ofMinutes(1));
  }
}
