package dev.gonzo.sim;

import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.Async;
import dev.gonzo.Cancelled;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.process.Command;
import dev.gonzo.process.RunningProcess;
import dev.gonzo.process.Signals;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * As much of a POSIX shell as the kit's scripts need: sequences, background jobs, loops, variables,
 * traps, and redirections to files and to the standard error. Its commands run in its own process
 * if they are in the foreground, and as processes if they are not.
 */
final class PosixShell {
  private static final char NO_DOLLAR = '\u0001';
  private static final Set<String> OPERATORS = Set.of(";", "&");

  private final PosixPrograms.Call call;
  private final Map<String, String> variables;
  private final List<RunningProcess> jobs = new ArrayList<>();
  private final Map<String, String> traps = new TreeMap<>();
  // The signals that have come and whose traps have not run.
  private final Set<String> came = new TreeSet<>();
  private int status;

  private PosixShell(PosixPrograms.Call call) {
    this.call = call;
    variables = new TreeMap<>(call.run().environment());
    variables.put("$", String.valueOf(call.run().id()));
  }

  /** Runs a script, and returns the status of its last command; or ends the process. */
  @Async
  static int run(PosixPrograms.Call call, String script) throws IOException {
    var shell = new PosixShell(call);
    try {
      shell.all(words(script));
      shell.exit(shell.status);
    } catch (Exit exit) {
      return exit.status;
    } catch (Cancelled bySignal) {
      if (!shell.jobs.isEmpty()) {
        call.run().endBySignal(15); // its jobs go on, as those of a real shell
      }
      throw bySignal;
    }
    return shell.status;
  }

  // ---------------------------------------------------------------- words

  /** The words and operators of a script. A dollar sign in single quotes means only itself. */
  private static List<String> words(String script) {
    List<String> words = new ArrayList<>();
    var word = new StringBuilder();
    boolean hasWord = false;
    char quote = 0;
    for (int i = 0; i < script.length(); i++) {
      char c = script.charAt(i);
      boolean inRedirection = !word.isEmpty() && "<>".indexOf(word.charAt(word.length() - 1)) >= 0;
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c == '$' && quote == '\'' ? NO_DOLLAR : c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        hasWord = true;
      } else if (c == ' ' || c == '\n' || c == ';' || (c == '&' && !inRedirection)) {
        if (hasWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        hasWord = false;
        if (c == ';' || c == '&') {
          words.add(String.valueOf(c));
        }
      } else {
        word.append(c);
        hasWord = true;
      }
    }
    if (hasWord) {
      words.add(word.toString());
    }
    return words;
  }

  private String expanded(String word) {
    var text = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != '$') {
        text.append(word.charAt(i));
        continue;
      }
      int end = i + 1;
      while (end < word.length() && Character.isLetterOrDigit(word.charAt(end))) {
        end++;
      }
      end = end == i + 1 ? Math.min(i + 2, word.length()) : end;
      text.append(variables.getOrDefault(word.substring(i + 1, end), ""));
      i = end - 1;
    }
    return text.toString().replace(NO_DOLLAR, '$');
  }

  // ---------------------------------------------------------------- commands

  /** Runs a list of commands. */
  @Async
  private void all(List<String> words) throws IOException {
    for (int at = 0; at < words.size(); ) {
      switch (words.get(at)) {
        case ";" -> at++;
        case "while" -> at = loop(words, at, List.of());
        case "for" -> {
          int begin = words.subList(at, words.size()).indexOf(";") + at;
          at = loop(words, at, words.subList(at, begin));
        }
        default -> {
          int end = at;
          while (end < words.size() && !OPERATORS.contains(words.get(end))) {
            end++;
          }
          List<String> command = words.subList(at, end);
          boolean inBackground = end < words.size() && words.get(end).equals("&");
          if (inBackground) {
            background(command);
          } else {
            foreground(command);
          }
          at = end + 1;
        }
      }
      runTraps();
    }
  }

  /** Runs the loop that begins at a word; returns where it ends. Without values it is endless. */
  @Async
  private int loop(List<String> words, int at, List<String> head) throws IOException {
    int begin = words.subList(at, words.size()).indexOf("do") + at + 1;
    int end = words.subList(at, words.size()).indexOf("done") + at;
    List<String> body = words.subList(begin, end);
    if (head.isEmpty()) {
      while (true) {
        all(body);
      }
    }
    for (String value : head.subList(3, head.size())) { // behind for NAME in
      variables.put(head.get(1), expanded(value));
      all(body);
    }
    return end + 1;
  }

  @Async
  private void foreground(List<String> raw) throws IOException {
    List<String> words = new ArrayList<>();
    var output = call.output();
    AsyncFile file = null;
    for (int i = 0; i < raw.size(); i++) {
      String word = raw.get(i);
      if (word.equals(">&2")) {
        output = call.error();
      } else if (word.equals(">")) {
        file = PosixPrograms.created(Path.of(expanded(raw.get(++i))));
        output = file;
      } else {
        words.add(expanded(word));
      }
    }
    var inner = new PosixPrograms.Call(call.run(), call.input(), output, call.error());
    List<String> rest = words.subList(1, words.size());
    switch (words.getFirst()) {
      case ":", "exec" -> status = 0;
      case "exit" -> exit(rest.isEmpty() ? status : Integer.parseInt(rest.getFirst()));
      case "wait" -> {
        for (RunningProcess job : jobs) {
          var _ = job.await();
        }
      }
      case "trap" -> trap(raw.get(1), rest.get(1));
      default -> status = PosixPrograms.run(inner, words);
    }
    if (file != null) {
      file.close();
    }
  }

  /** Ends without closing the handles of its jobs, which would end them. */
  @Async
  private void exit(int how) {
    if (jobs.isEmpty()) {
      throw new Exit(how);
    }
    call.run().exit(how);
  }

  /** Ends the shell, and what it has open, as the end of any program does. */
  static final class Exit extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int status;

    Exit(int status) {
      this.status = status;
    }
  }

  @Async
  private void background(List<String> raw) throws IOException {
    List<String> words = new ArrayList<>();
    var inherit = new Redirection.Inherit();
    Redirection input = new Redirection.Nothing();
    for (String word : raw) {
      if (word.startsWith("<&")) {
        input = inherit;
      } else {
        words.add(expanded(word));
      }
    }
    RunningProcess job =
        Command.of(words.getFirst(), words.subList(1, words.size()).toArray(String[]::new))
            .withInput(input)
            .withOutput(inherit)
            .withError(inherit)
            .start();
    jobs.add(job);
    variables.put("!", String.valueOf(job.id()));
    status = 0;
  }

  // ---------------------------------------------------------------- signals

  private void trap(String action, String signal) {
    boolean isFirst = traps.put(signal, action) == null;
    if (isFirst) {
      Signals signals = Signals.open(signal);
      var _ =
          spawn(() -> {
            for (String name : signals) {
              came.add(name);
            }
          });
    }
  }

  @Async
  private void runTraps() throws IOException {
    while (!came.isEmpty()) {
      String signal = came.iterator().next();
      came.remove(signal);
      all(words(traps.getOrDefault(signal, "").replace(NO_DOLLAR, '$')));
    }
  }
}
