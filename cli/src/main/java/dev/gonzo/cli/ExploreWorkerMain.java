package dev.gonzo.cli;

import dev.gonzo.bridge.Bridge;
import dev.gonzo.cli.explore.Request;
import dev.gonzo.cli.explore.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The main class of the JVM in which {@code gonzo explore} explores. */
public final class ExploreWorkerMain {
  private ExploreWorkerMain() {}

  /**
   * Explores, prints what it has found, and ends the JVM with the status of the command.
   *
   * @param arguments the file with the compiled program, and the words of the request
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] arguments) throws IOException {
    Request request = Request.of(List.of(arguments).subList(1, arguments.length));
    var program =
        ProgramEntry.read(request.file(), Files.readAllBytes(Path.of(arguments[0])))
            .orElseThrow(() -> new IOException("the program is damaged"))
            .program();
    Bridge.install();
    var tried = new SimProgram(program, request.arguments()).keepingClasses();
    var cut = new StackCut(program.classes()::containsKey, "");
    int status = new Session(request, tried::run, cut::cut).run();
    System.exit(status);
  }
}
