package dev.gonzo.cli;

import dev.gonzo.Gonzo;
import dev.gonzo.cli.durable.JournalView;
import dev.gonzo.durable.TaskControl;
import dev.gonzo.durable.journal.FileJournal;
import dev.gonzo.durable.journal.Journal;
import dev.gonzo.durable.journal.JournalInUseException;
import dev.gonzo.durable.journal.JournalProvider;
import dev.gonzo.durable.journal.TaskRecord;
import dev.gonzo.report.Text;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gonzo durable}. */
@Command(
    name = "durable",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    headerHeading = "%n",
    header = "Shows the durable tasks in a journal, and retries or cancels them.",
    synopsisHeading = "%n@|bold Usage|@  ",
    synopsisSubcommandLabel = "(list | show | retry | cancel)",
    commandListHeading = "%n@|bold Commands|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    exitCodeListHeading = "%n@|bold Exit status|@%n",
    exitCodeList = {
      "0:it is done",
      "1:there is no such task, or nothing to do for it, or the journal fails",
      "2:the command line is wrong, or there is no such journal",
    },
    footerHeading = "%n@|bold Examples|@%n",
    footer = {
      "  gonzo durable list orders",
      "  gonzo durable show orders order-17",
      "  gonzo durable retry orders order-17",
      "  gonzo durable cancel orders order-17 --reason \"out of stock\"",
      "  gonzo durable list jdbc:postgresql://db/shop?user=shop",
      "",
      "A journal that a program has open is read as it is now; what is to be",
      "retried or cancelled is left for that program, which looks each second.",
    })
final class DurableCommand {
  private static final Duration LEASE = Duration.ofSeconds(10);
  // Two commands at the same time must not take each other's claims for their own.
  private static final String OWNER =
      "gonzo durable %d %s".formatted(ProcessHandle.current().pid(), UUID.randomUUID());
  private static final String PLACE = "The directory of the journal, or the address of a database.";

  private final CommandLine gonzo;

  DurableCommand(CommandLine gonzo) {
    this.gonzo = gonzo;
  }

  /** What a command does with a journal. */
  @FunctionalInterface
  private interface Work {
    int with(Journal journal) throws IOException;
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the tasks.")
  int list(@Parameters(paramLabel = "JOURNAL", description = PLACE) String place) {
    return reading(place, journal -> new JournalView(gonzo.getOut()).list(journal));
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a task and its history.")
  int show(
      @Parameters(paramLabel = "JOURNAL", description = PLACE) String place,
      @Parameters(paramLabel = "ID", description = "The id of the task.") String id) {
    return reading(
        place,
        journal -> {
          Optional<TaskRecord> task = journal.find(id);
          if (task.isEmpty()) {
            return unknown(id);
          }
          new JournalView(gonzo.getOut()).show(task.get(), journal.load(id));
          return 0;
        });
  }

  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description = "Lets a parked task run again.")
  int retry(
      @Parameters(paramLabel = "JOURNAL", description = PLACE) String place,
      @Parameters(paramLabel = "ID", description = "The id of the task.") String id) {
    return changing(
        place,
        journal ->
            explain(id, TaskControl.of(journal, OWNER, LEASE).retry(id), "it is not parked"));
  }

  @Command(name = "cancel", mixinStandardHelpOptions = true, description = "Cancels a task.")
  int cancel(
      @Parameters(paramLabel = "JOURNAL", description = PLACE) String place,
      @Parameters(paramLabel = "ID", description = "The id of the task.") String id,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              description = "Why, for its history.",
              defaultValue = "cancelled by an operator")
          String reason) {
    return changing(
        place,
        journal ->
            explain(id, TaskControl.of(journal, OWNER, LEASE).cancel(id, reason), "it has ended"));
  }

  private int explain(String id, TaskControl.Answer answer, String nothing) {
    PrintWriter out = gonzo.getOut();
    return switch (answer) {
      case DONE -> {
        out.println("It is recorded, and takes effect when a program runs " + visible(id) + ".");
        yield 0;
      }
      case LEFT_FOR_OWNER -> {
        out.println("A program has " + visible(id) + ": it takes up the request soon.");
        yield 0;
      }
      case UNKNOWN -> unknown(id);
      case NOTHING_TO_DO -> {
        gonzo.getErr().println("gonzo: there is nothing to do for " + visible(id) + ": " + nothing);
        yield Refusal.FAILURE;
      }
    };
  }

  private int unknown(String id) {
    gonzo.getErr().println("gonzo: there is no durable task " + visible(id) + " in the journal");
    return Refusal.FAILURE;
  }

  private static String visible(String text) {
    return Text.visible(text);
  }

  // ---------------------------------------------------------------- journals

  private int reading(String place, Work work) {
    return using(() -> {
      try (Journal journal =
          isAddress(place) ? byAddress(place) : FileJournal.openToRead(Path.of(place))) {
        return work.with(journal);
      }
    });
  }

  private int changing(String place, Work work) {
    return using(() -> {
      try (Journal journal = isAddress(place) ? byAddress(place) : toChange(Path.of(place))) {
        return work.with(journal);
      }
    });
  }

  /** Opened to read first: what is not a journal does not become one. */
  private static Journal toChange(Path directory) throws IOException {
    FileJournal reader = FileJournal.openToRead(directory);
    try {
      FileJournal owned = FileJournal.open(directory);
      reader.close();
      return owned;
    } catch (JournalInUseException inUse) {
      return reader;
    } catch (Throwable failure) {
      reader.close();
      throw failure;
    }
  }

  private static boolean isAddress(String place) {
    return place.startsWith("jdbc:");
  }

  private static Journal byAddress(String address) throws IOException {
    for (JournalProvider provider : ServiceLoader.load(JournalProvider.class)) {
      if (provider.supports(address)) {
        return provider.open(address);
      }
    }
    throw new IOException(
        "nothing here opens such a database: add gonzo-durable-postgres and the jars that it needs"
            + " to GONZO_CLASSPATH");
  }

  /** The body of a command, in a kernel. */
  @FunctionalInterface
  private interface Body {
    int run() throws IOException;
  }

  private int using(Body body) {
    try {
      return Gonzo.run(() -> body.run());
    } catch (NoSuchFileException missing) {
      gonzo
          .getErr()
          .println("gonzo: there is no journal in " + visible(String.valueOf(missing.getFile())));
      return Refusal.USAGE;
    } catch (IOException failure) {
      return Refusal.failed(gonzo.getErr(), failure);
    }
  }
}
