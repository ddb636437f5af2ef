package dev.gonzo.sim.process;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.StandardInputAnswers;
import dev.gonzo.sim.disk.HostFiles;
import dev.gonzo.sim.kernel.SimulatedProcess;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.trap.FileTrap.AbsolutePath;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.ReadAttributes;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The start of one process. It takes a little simulated time. Everything that can fail does so
 * before the program runs. On the task's own stack.
 */
final class ProcessStart {
  private static final long LEAST_NANOS = 300_000;
  private static final long MORE_NANOS = 700_000;
  // The longest word that Linux passes to a program, and all of them together.
  private static final int LONGEST_WORD = 131_071;
  private static final int ALL_WORDS = 2_000_000;

  private final ChildProcesses kernel;
  private final LoopTask<?> task;
  private final StartProcess asked;
  private final String name;
  // Our ends of its pipes, by the number of the stream.
  private @Nullable OutputEnd ourInput;
  private final @Nullable InputEnd[] ourOutputs = new @Nullable InputEnd[3];
  private final List<Runnable> whenRefused = new ArrayList<>();

  ProcessStart(ChildProcesses kernel, LoopTask<?> task, StartProcess asked) {
    this.kernel = kernel;
    this.task = task;
    this.asked = asked;
    this.name = asked.command().getFirst();
  }

  StartedProcess start() throws Exception {
    InputEnd handedOver = handedOver();
    if (handedOver == null) {
      awaitTurn();
      return begin(null);
    }
    Direction input = handedOver.input;
    input.reserve(task);
    try {
      awaitTurn();
      StartedProcess started = begin(handedOver);
      handedOver.close();
      kernel.forget(handedOver);
      return started;
    } finally {
      input.release();
    }
  }

  private @Nullable InputEnd handedOver() throws IOException {
    if (asked.input() instanceof Redirection.FromPipe(var handle)) {
      InputEnd end = kernel.input(handle);
      end.requireOpen();
      return end;
    }
    return null;
  }

  /** Suspends the task until the system has started the program; cancelled, it is not started. */
  private void awaitTurn() throws Exception {
    long nanos = kernel.startNanos(LEAST_NANOS, MORE_NANOS);
    Agenda.Event turn = kernel.host().world().agenda().after(nanos, () -> task.resume(null));
    Object _ =
        task.suspend(
            asked,
            () -> {
              turn.cancel();
              return true;
            });
  }

  private StartedProcess begin(@Nullable InputEnd handedOver) throws Exception {
    try {
      return run(handedOver);
    } catch (Throwable refused) {
      whenRefused.reversed().forEach(Runnable::run);
      throw refused;
    }
  }

  private StartedProcess run(@Nullable InputEnd handedOver) throws Exception {
    if (handedOver != null) {
      handedOver.requireOpen(); // it may have been closed meanwhile
    }
    ChildProcesses.Parent parent = kernel.parent();
    HostFiles files = kernel.machine().files(parent.directory());
    Path directory = directory(files);
    Programs.Found found = kernel.programs().find(asked.command()).orElseThrow(this::unknown);
    MainMethod main =
        found.executable().isPresent()
            ? null
            : main(kernel.programs().classes().open(), found.mainClass());
    requireShort();
    if (kernel.host().processes().isFull()) {
      throw refused("the host has reached its limit of processes: end some", ErrorNumber.EAGAIN);
    }
    StandardStreams streams = streams(files, handedOver);
    var child = new ChildProcess(kernel, kernel.host().processes());
    var program =
        new RunningProgram(
            found.arguments(),
            environment(parent.environment(), asked.environment()),
            directory,
            streams,
            kernel.machine()::devices,
            child::endsWith);
    SimulatedProcess process =
        kernel.host().processes().create(program, name, asked.ownGroup() ? 0 : parent.group());
    child.begins(program);
    kernel.opened(child);
    Printing.takeOver();
    if (main == null) {
      program.begin(process, found.executable().orElseThrow());
    } else {
      program.begin(process, main);
    }
    return new StartedProcess(child, process.id(), ourInput, ourOutputs[1], ourOutputs[2]);
  }

  // ---------------------------------------------------------------- what is refused

  private IOException refused(String why, int errorNumber) {
    return new IOException(
        "cannot start " + name + ": " + why + " (" + ErrorNumber.name(errorNumber) + ")");
  }

  private IOException unknown() {
    return refused(
        "the program is not there: a simulated host starts only programs that the simulation"
            + " knows. Register it with program(\""
            + name.substring(name.lastIndexOf('/') + 1)
            + "\", ...), or name a class with a main method",
        ErrorNumber.ENOENT);
  }

  private MainMethod main(ClassLoader loader, String mainClass) throws IOException {
    try {
      return MainMethod.of(loader, mainClass);
    } catch (ClassNotFoundException | NoSuchMethodException unusable) {
      throw refused(String.valueOf(unusable.getMessage()), ErrorNumber.ENOEXEC);
    }
  }

  private void requireShort() throws IOException {
    long all = 0;
    int longest = 0;
    for (String word : asked.command()) {
      longest = Math.max(longest, word.length());
      all += word.length() + 1L;
    }
    if (longest > LONGEST_WORD || all > ALL_WORDS) {
      throw refused(
          ("its arguments are too long: %,d characters together, and %,d in the longest (Linux takes"
                  + " 131,071 in one): pass long ones in a file or on the standard input")
              .formatted(all, longest),
          ErrorNumber.E2BIG);
    }
  }

  private Path directory(HostFiles files) throws Exception {
    Path wanted = asked.directory();
    if (wanted == null || wanted.toString().isEmpty()) {
      return kernel.parent().directory();
    }
    BasicFileAttributes found;
    try {
      found = files.perform(new ReadAttributes<>(wanted, BasicFileAttributes.class, true));
    } catch (NoSuchFileException absent) {
      throw refused(
          "its working directory " + wanted + " is not there: make it first", ErrorNumber.ENOENT);
    } catch (AccessDeniedException hidden) {
      throw refused(
          "its working directory "
              + wanted
              + " may not be entered by this user: change its"
              + " permissions",
          ErrorNumber.EACCES);
    }
    if (!found.isDirectory()) {
      throw refused("its working directory " + wanted + " is not a directory", ErrorNumber.ENOTDIR);
    }
    return files.perform(new AbsolutePath(wanted)).normalize();
  }

  private static SortedMap<String, String> environment(
      SortedMap<String, String> inherited, EnvironmentVariables asked) {
    var all = new TreeMap<String, String>();
    if (asked.inherited()) {
      all.putAll(inherited);
      all.keySet().removeAll(asked.removed());
    }
    all.putAll(asked.variables());
    return all;
  }

  // ---------------------------------------------------------------- its streams

  private StandardStreams streams(HostFiles files, @Nullable InputEnd handedOver) throws Exception {
    StandardStreams ours = kernel.parent().streams();
    // Files that are only read are opened first: what is written is created and emptied last.
    Source source = source(files, handedOver);
    Sink output = sink(1, asked.output(), files, ours.output(1).sink());
    Sink error =
        asked.error() instanceof Redirection.WithOutput
            ? output
            : sink(2, asked.error(), files, ours.output(2).sink());
    StandardInputAnswers shared = ours.input();
    return source == null
        ? StandardStreams.sharing(shared, output, error)
        : StandardStreams.reading(source, output, error);
  }

  /** Where its input comes from; null for the input of the host's main program. */
  private @Nullable Source source(HostFiles files, @Nullable InputEnd handedOver) throws Exception {
    return switch (asked.input()) {
      case Redirection.Pipe _ -> {
        var pipe = new Pipe();
        ourInput =
            opened(
                new OutputEnd(
                    kernel, pipe, "cannot write to the process: it has closed its input (EPIPE)"));
        yield pipe;
      }
      case Redirection.Inherit _ -> kernel.parent().streams().source();
      case Redirection.Nothing _ -> new NoBytes();
      case Redirection.FromFile(var path) ->
          open(0, path, files, Set.of(StandardOpenOption.READ), false);
      case Redirection.FromPipe _ -> handedOver == null ? new NoBytes() : handedOver.source();
      case Redirection.ToFile _, Redirection.WithOutput _ ->
          throw new IllegalArgumentException("the standard input cannot be " + asked.input());
    };
  }

  private Sink sink(int standard, Redirection to, HostFiles files, Sink ours) throws Exception {
    return switch (to) {
      case Redirection.Pipe _ -> {
        var pipe = new Pipe();
        ourOutputs[standard] = opened(new InputEnd(kernel, pipe));
        yield pipe;
      }
      case Redirection.Inherit _ -> ours;
      case Redirection.Nothing _ -> new NoBytes();
      case Redirection.ToFile(var path, var appends) ->
          open(
              standard,
              path,
              files,
              appends
                  ? Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                  : Set.of(
                      StandardOpenOption.CREATE,
                      StandardOpenOption.WRITE,
                      StandardOpenOption.TRUNCATE_EXISTING),
              appends);
      case Redirection.FromFile _, Redirection.FromPipe _, Redirection.WithOutput _ ->
          throw new IllegalArgumentException("an output cannot be " + to);
    };
  }

  private OutputEnd opened(OutputEnd end) {
    kernel.opened(end);
    whenRefused.add(() -> {
      end.close();
      kernel.forget(end);
    });
    return end;
  }

  private InputEnd opened(InputEnd end) {
    kernel.opened(end);
    whenRefused.add(() -> {
      end.close();
      kernel.forget(end);
    });
    return end;
  }

  private FileBytes open(
      int standard, Path path, HostFiles files, Set<? extends OpenOption> options, boolean appends)
      throws Exception {
    try {
      Handle file = files.perform(new OpenFile(path, Set.copyOf(options), List.of()));
      whenRefused.add(() -> files.closeQuietly(file));
      return new FileBytes(files, file, appends);
    } catch (IOException failure) {
      throw new IOException(
          "cannot start %s: cannot open %s, its %s: %s"
              .formatted(name, path, stream(standard), why(files, path, failure)),
          failure);
    }
  }

  private static String stream(int standard) {
    return switch (standard) {
      case 0 -> "input";
      case 1 -> "output";
      default -> "standard error";
    };
  }

  private static String why(HostFiles files, Path path, IOException failure) {
    String reason =
        switch (failure) {
          case NoSuchFileException _ -> ErrorNumber.text(ErrorNumber.ENOENT);
          case AccessDeniedException _ -> ErrorNumber.text(ErrorNumber.EACCES);
          case FileSystemException other -> String.valueOf(other.getReason());
          default -> String.valueOf(failure.getMessage());
        };
    Path parent = path.getParent();
    boolean hasDirectory = parent == null || isDirectory(files, parent);
    String advice =
        !hasDirectory
            ? "; its directory is not there: make it first"
            : isDirectory(files, path) ? "; it is a directory: name a file in it" : "";
    return reason + advice;
  }

  private static boolean isDirectory(HostFiles files, Path path) {
    try {
      return files
          .perform(new ReadAttributes<>(path, BasicFileAttributes.class, true))
          .isDirectory();
    } catch (Exception absent) {
      return false;
    }
  }
}
