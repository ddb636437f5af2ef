// How many durable steps a second the journal in a directory records: one task, and many at once.
//   ./gonzo run docs/measure/DurableSteps.java DIRECTORY [TASKS [SECONDS]]
// DIRECTORY must not exist, and be on the disk that is measured, not in memory.

import static dev.gonzo.Gonzo.*;
import static dev.gonzo.durable.Durable.step;
import static java.time.Duration.*;

import dev.gonzo.*;
import dev.gonzo.durable.*;
import dev.gonzo.durable.journal.*;
import dev.gonzo.file.*;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.*;

static long steps;
static boolean stop;

static final Durable<Integer, Integer> COUNT =
    Durable.of("count/1", Integer.class, Integer.class, most -> {
      int done = 0;
      while (done < most && !step("count", () -> next())) done++;
      return done;
    });

static boolean next() {
  steps++;
  return stop;
}

void main(String[] arguments) throws Exception {
  Path directory = Path.of(arguments[0]);
  int tasks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
  int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
  run(() -> {
    Directories.createDirectories(directory);
    IO.println("syncs of 200 bytes, one after the other: " + syncs(directory, seconds) + " a second");
    measure(directory.resolve("warm"), tasks, 2);
    IO.println("1 task: " + measure(directory.resolve("one"), 1, seconds) + " steps a second");
    IO.println(
        tasks + " tasks: " + measure(directory.resolve("many"), tasks, seconds) + " steps a second");
  });
}

/** What the disk can do, without a journal. */
long syncs(Path directory, int seconds) throws Exception {
  long syncs = 0;
  try (var file =
      AsyncFile.open(
          directory.resolve("syncs"), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
    Moment end = Moment.now().plus(ofSeconds(seconds));
    for (; Moment.now().isBefore(end); syncs++) {
      file.writeAll(new byte[200]);
      file.syncData();
    }
  }
  return syncs / seconds;
}

long measure(Path directory, int tasks, int seconds) throws Exception {
  var options = DurableOptions.defaults().withMostEntries(10_000_000);
  try (var journal = FileJournal.open(directory);
      var durable = DurableTasks.open(journal, options, COUNT)) {
    stop = false;
    for (int n = 0; n < tasks; n++) durable.start(COUNT, "task-" + n, Integer.MAX_VALUE);
    sleep(ofSeconds(1));
    long before = steps;
    Moment begun = Moment.now();
    sleep(ofSeconds(seconds));
    long rate = (long) ((steps - before) * 1e9 / Moment.now().since(begun).toNanos());
    stop = true;
    for (int n = 0; n < tasks; n++) durable.await(COUNT, "task-" + n);
    return rate;
  }
}
