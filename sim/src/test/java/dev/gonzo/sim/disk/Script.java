package dev.gonzo.sim.disk;

import dev.gonzo.sim.world.Agenda;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.sim.world.Faults;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.MakeDirectory;
import dev.gonzo.trap.FileTrap.MakeLink;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.RemovePath;
import dev.gonzo.trap.FileTrap.RenamePath;
import dev.gonzo.trap.FileTrap.SyncFile;
import dev.gonzo.trap.FileTrap.TruncateFile;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.Handle;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A short script of operations on a disk, which ends with a crash. */
record Script(List<Step> steps) {
  /** One operation. Paths are relative to the root. */
  sealed interface Step {
    record Create(String path) implements Step {}

    record Write(String path, int position, int length, char letter) implements Step {}

    record Truncate(String path, int size) implements Step {}

    record Rename(String from, String to) implements Step {}

    record Link(String from, String to) implements Step {}

    record Remove(String path) implements Step {}

    record MakeDir(String path) implements Step {}

    record Sync(String path) implements Step {}
  }

  static final byte GARBAGE = '?';

  private static final String[] PATHS = {"a", "b", "d", "d/a", "d/b", "e", "e/a", "d/e"};
  private static final int[] POSITIONS = {0, 0, 0, 3, 512, 600};
  private static final int[] LENGTHS = {1, 5, 512, 700};
  private static final int[] SIZES = {0, 2, 512, 515};

  /** A disk on which a script runs, with a tree that is empty but for "/tmp". */
  static final class Run {
    final Disk disk;
    private final HostFiles files;

    Run() {
      Draws draws = Draws.of(1);
      disk = new Disk("host", DiskSettings.plain(), draws, new Faults(), _ -> {}, () -> 0);
      files =
          new HostFiles(
              disk, new Agenda(draws, true), Account.root(), Path.of("/"), new InlineThreads());
    }

    /** Does a step; false if the system refuses it. */
    boolean does(Step step) {
      try {
        switch (step) {
          case Step.Create(var path) ->
              files.perform(new CloseFile(open(path, StandardOpenOption.CREATE_NEW)));
          case Step.Write(var path, var position, var length, var letter) -> {
            Handle file = open(path);
            var bytes = new byte[length];
            Arrays.fill(bytes, (byte) letter);
            int _ = files.perform(new WriteAt(file, position, bytes, 0, length));
            files.perform(new CloseFile(file));
          }
          case Step.Truncate(var path, var size) -> {
            Handle file = open(path);
            files.perform(new TruncateFile(file, size));
            files.perform(new CloseFile(file));
          }
          case Step.Rename(var from, var to) ->
              files.perform(new RenamePath(path(from), path(to), true));
          case Step.Link(var from, var to) ->
              files.perform(new MakeLink(path(to), path(from), false));
          case Step.Remove(var path) -> files.perform(new RemovePath(path(path)));
          case Step.MakeDir(var path) -> files.perform(new MakeDirectory(path(path), List.of()));
          case Step.Sync(var path) -> {
            Handle file =
                files.perform(new OpenFile(path(path), Set.of(StandardOpenOption.READ), List.of()));
            files.perform(new SyncFile(file, true));
            files.perform(new CloseFile(file));
          }
        }
        return true;
      } catch (IOException refused) {
        return false;
      } catch (Exception unexpected) {
        throw new AssertionError(unexpected);
      }
    }

    private static Path path(String name) {
      return Path.of("/" + name);
    }

    private Handle open(String name, StandardOpenOption... more) throws Exception {
      List<OpenOption> options = new ArrayList<>(List.of(more));
      options.add(StandardOpenOption.WRITE);
      return files.perform(new OpenFile(path(name), Set.copyOf(options), List.of()));
    }
  }

  Run run() {
    var run = new Run();
    for (Step step : steps) {
      if (!run.does(step)) {
        throw new AssertionError(step + " of " + steps + " is refused");
      }
    }
    return run;
  }

  /** A random script, of steps that the system does not refuse. */
  static Script random(Draws draws, int length) {
    var run = new Run();
    List<Step> steps = new ArrayList<>();
    while (steps.size() < length) {
      Step step = randomStep(draws, (char) ('A' + steps.size()));
      if (run.does(step)) {
        steps.add(step);
      }
    }
    return new Script(steps);
  }

  private static Step randomStep(Draws draws, char letter) {
    return switch (draws.below(12)) {
      case 0, 1 -> new Step.Create(one(draws));
      case 2, 3 -> new Step.Write(one(draws), one(draws, POSITIONS), one(draws, LENGTHS), letter);
      case 4 -> new Step.Truncate(one(draws), one(draws, SIZES));
      case 5, 6 -> new Step.Rename(one(draws), one(draws));
      case 7 -> new Step.Link(one(draws), one(draws));
      case 8 -> new Step.Remove(one(draws));
      case 9 -> new Step.MakeDir(one(draws));
      case 10 -> new Step.Sync(one(draws));
      default -> new Step.Sync(draws.below(2) == 0 ? "" : one(draws));
    };
  }

  private static String one(Draws draws) {
    return PATHS[draws.below(PATHS.length)];
  }

  private static int one(Draws draws, int... numbers) {
    return numbers[draws.below(numbers.length)];
  }
}
