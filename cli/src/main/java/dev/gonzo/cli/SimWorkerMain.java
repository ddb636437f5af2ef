package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.bridge.Bridge;
import dev.gonzo.cli.sim.WorkerLoop;
import dev.gonzo.sim.Leaks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The main class of the JVMs in which {@code gonzo sim} simulates. */
public final class SimWorkerMain {
  private SimWorkerMain() {}

  /** What each of them is sent first: the program, its file, and its arguments. */
  static List<byte[]> greeting(Compiled compiled, List<String> arguments) throws IOException {
    List<byte[]> parts = new ArrayList<>();
    parts.add(compiled.program().file().toString().getBytes(UTF_8));
    parts.add(ProgramEntry.write(compiled));
    arguments.forEach(argument -> parts.add(argument.getBytes(UTF_8)));
    return parts;
  }

  /**
   * Tries seeds until the command ends.
   *
   * @param arguments the Unix socket on which the command listens
   * @throws IOException if the command has ended
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var loop = new WorkerLoop(Path.of(arguments[0]));
    List<byte[]> greeting = loop.greeting();
    Path file = Path.of(new String(greeting.get(0), UTF_8));
    var program =
        ProgramEntry.read(file, greeting.get(1))
            .orElseThrow(() -> new IOException("the program is damaged"))
            .program();
    var rest =
        greeting.subList(2, greeting.size()).stream()
            .map(argument -> new String(argument, UTF_8))
            .toList();
    // Here and not in programs: unmodified libraries are to be simulated, too.
    Bridge.install();
    var tried = new SimProgram(program, rest);
    var cut = new StackCut(program.classes()::containsKey, "");
    PrintStream errors = System.err;
    Leaks.whenExiting(place -> errors.println("the program ends its JVM at " + place));
    loop.run(String.valueOf(file.getFileName()), tried::run, cut::cut, Leaks::next);
  }
}
