package dev.gonzo.cli;

import dev.gonzo.cli.jvm.ChildJvm;
import dev.gonzo.cli.jvm.TemporaryDirectory;
import dev.gonzo.cli.replay.ReplayProgram;
import dev.gonzo.recorder.ProgramHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The JVM in which a recorded program runs again. */
final class ReplayWorker {
  private final Path recording;
  private final TemporaryDirectory directory;
  private final List<String> command;
  private final String program;
  private final Set<String> classes;
  private final Optional<Path> source;

  private ReplayWorker(
      Path recording,
      TemporaryDirectory directory,
      List<String> command,
      String program,
      Set<String> classes,
      Optional<Path> source) {
    this.recording = recording;
    this.directory = directory;
    this.command = command;
    this.program = program;
    this.classes = classes;
    this.source = source;
  }

  /**
   * Compiles the program, if it is a source file.
   *
   * @param source the source file, if the user has named another one
   * @param directory for the compiled program and the verdict
   * @throws Refusal if it does not compile, or is not there
   */
  static ReplayWorker prepare(
      ReplayRecording recording, Path path, Optional<String> source, TemporaryDirectory directory)
      throws IOException, Refusal {
    List<String> command = command(recording, directory.path());
    recording.notes().forEach(note -> System.err.println("gonzo: " + note));
    String name = source.orElse(recording.program());
    if (!name.endsWith(".java")) {
      return new ReplayWorker(path, directory, command, "", Set.of(), Optional.empty());
    }
    Path file = SourceFile.named(name);
    if (source.isEmpty() && Files.notExists(file)) {
      throw new Refusal(
          ReplayVerdict.IMPOSSIBLE,
          file + ", which was recorded, is not there: name its source with --source FILE.java");
    }
    SourceFile.check(file);
    var compiler = ProgramSource.of(file);
    var found = compiler.find();
    var compiled = found.isPresent() ? found.get() : compiler.compile(System.err);
    System.err.print(compiled.messages());
    System.err.flush();
    if (recording.isOfOther(ProgramHash.of(compiled.program().classes()))) {
      System.err.println(
          "gonzo: "
              + file
              + " has changed since it was recorded: the replay shows where it differs");
    }
    Path entry = directory.path().resolve("program");
    Files.write(entry, ProgramEntry.write(compiled));
    return new ReplayWorker(
        path,
        directory,
        command,
        entry.toString(),
        compiled.program().classes().keySet(),
        Optional.of(file));
  }

  private static List<String> command(ReplayRecording recording, Path directory)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ChildJvm.java());
    command.addAll(ChildJvm.inheritedFlags());
    command.add("-Dgonzo.kernel=" + recording.kernels().getFirst().name());
    // For the clocks and the random numbers of the JDK, which were recorded too.
    command.add(ChildJvm.simulatorAgent(directory));
    command.add("-Dgonzo.carrier=scheduler"); // the one on which a replay runs
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ReplayWorkerMain.class.getName()));
    return command;
  }

  private Path verdict() {
    return directory.path().resolve("verdict");
  }

  private List<String> arguments(int kernel, long patienceSeconds) {
    return List.of(
        verdict().toString(),
        recording.toAbsolutePath().toString(),
        Integer.toString(kernel),
        Long.toString(patienceSeconds),
        program);
  }

  /**
   * {@return what a debugger starts}
   *
   * @param kernel the number of the kernel whose events count, from 0
   */
  ReplayProgram program(int kernel, long patienceSeconds) {
    return new ReplayProgram(command, arguments(kernel, patienceSeconds), classes, source);
  }

  /**
   * Runs the program, whose output is shown, and then says how it went.
   *
   * @param debugPort the port on which it waits for a debugger; empty for none
   */
  ReplayVerdict run(Optional<Integer> debugPort, long patienceSeconds)
      throws IOException, InterruptedException, Refusal {
    List<String> line = new ArrayList<>(command);
    debugPort.ifPresent(port -> line.add(line.size() - 1, ChildJvm.waitingForDebugger(port)));
    // A program that stops at a breakpoint lets its other threads wait as long.
    line.addAll(
        arguments(0, debugPort.isPresent() ? Long.MAX_VALUE / 1_000_000_000L : patienceSeconds));
    var builder = ChildJvm.builder(line).inheritIO().redirectInput(ProcessBuilder.Redirect.PIPE);
    int exit = directory.start(builder).waitFor();
    if (Files.notExists(verdict())) {
      throw new Refusal(
          ReplayVerdict.IMPOSSIBLE,
          "the JVM of the replay has ended with status " + exit + " before the program did");
    }
    ReplayVerdict verdict = ReplayVerdict.read(verdict());
    System.out.print(verdict.text());
    System.out.flush();
    return verdict;
  }
}
