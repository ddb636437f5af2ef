package dev.gonzo.cli;

import dev.gonzo.cli.repl.ScriptRepl;
import dev.gonzo.cli.repl.Session;
import dev.gonzo.cli.repl.Settings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import dev.gonzo.cli.repl.Output;

/** The command {@code gonzo repl}. */
@Command(name = "repl")
final class ReplCommand implements Callable<Integer> {
  @Option(names = "--kernel")
  private Optional<String> kernel = Optional.empty();

  @Override
  public Integer call() throws Exception {
    var cut = new StackCut(name -> name.startsWith("REPL."), "");
    var settings = new Settings(kernel, Optional.empty(), cut::cut);
    int status;
    try (var session = new Session(settings, new Output() {
      @Override public void line(String t) { System.out.println(t); }
      @Override public void error(String t) { System.err.println(t); }
    })) {
      status = ScriptRepl.run(session, new BufferedReader(new InputStreamReader(System.in)));
    }
    return status;
  }
}
