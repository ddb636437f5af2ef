package dev.gonzo.cli.replay;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The commands of the prompt. */
final class Commands {
  private static final int AROUND = 8;

  private static final List<String> HELP =
      List.of(
          "step [N]             go on by one event, or by N; s",
          "back [N]             go back by one event, or by N; b",
          "to K                 go to event K, in either direction",
          "continue             go on to the next break, or to the end; c",
          "continue back        go back to the last break",
          "break TRAP           stop where a trap is made: break Receive",
          "break TASK           stop at each turn of a task: break deposit#2",
          "break FILE:LINE      stop before a line is run: break Bank.java:17",
          "watch EXPR           stop at each write to a field: watch account.balance",
          "watch CLASS.FIELD    the same, in all objects of a class",
          "watch back           go back to the last write to what is watched",
          "breaks, delete N     list breaks, take one away",
          "tasks                the tree of tasks: state, trap, line",
          "task NAME            one task, with its stack",
          "stack [TASK]         the stack of the current task, or of another",
          "vars [TASK] [FRAME]  the variables of a frame; 0 is the innermost",
          "print EXPR           a variable, its fields and elements: print order.items[2]; p",
          "events [FROM] [TO]   the recorded events around this one",
          "data                 the bytes of the answer at this event",
          "quit                 leave; q");

  private final Session session;
  private final Screen screen;

  Commands(Session session, Screen screen) {
    this.session = session;
    this.screen = screen;
  }

  /** {@return the words that begin a command, for completion} */
  static List<String> words() {
    return List.of(
        "help",
        "step",
        "back",
        "to",
        "continue",
        "break",
        "watch",
        "breaks",
        "delete",
        "tasks",
        "task",
        "stack",
        "vars",
        "print",
        "events",
        "data",
        "quit");
  }

  /**
   * Does one command.
   *
   * @param line what was typed
   * @return whether the session goes on
   * @throws CannotDoException if it cannot be done, with the reason
   */
  boolean run(String line) throws CannotDoException, IOException, InterruptedException {
    String typed = line.strip();
    if (typed.isEmpty() || typed.startsWith("#")) {
      return true;
    }
    String[] words = typed.split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0].toLowerCase(Locale.ROOT)) {
      case "help", "h", "?" -> HELP.forEach(one -> screen.line("  " + one));
      case "step", "s" -> session.step(count(rest));
      case "back", "b" -> session.back(count(rest));
      case "to" -> session.moveTo(number(rest, "to", 0));
      case "continue", "c" -> proceed(rest);
      case "break" -> addBreak(rest);
      case "breaks" -> session.listBreaks();
      case "delete" -> session.delete((int) number(rest, "delete", 1));
      case "watch" -> watch(rest);
      case "tasks" -> session.look().listTasks();
      case "task" -> session.look().showTask(required(rest, "task NAME; 'tasks' lists them"));
      case "stack" -> session.look().stack(rest.isEmpty() ? null : rest);
      case "vars" -> variables(rest);
      case "print", "p" -> session.look().print(required(rest, "print EXPR"));
      case "events" -> events(rest);
      case "data" -> session.look().data();
      case "quit", "q", "exit" -> {
        return false;
      }
      default ->
          throw new CannotDoException(
              "there is no command '" + Text.line(words[0]) + "'; 'help' lists them");
    }
    return true;
  }

  private void proceed(String rest) throws CannotDoException, IOException, InterruptedException {
    switch (rest) {
      case "" -> session.proceed();
      case "back" -> session.proceedBack();
      default -> throw new CannotDoException("write 'continue' or 'continue back'");
    }
  }

  private void addBreak(String rest) throws CannotDoException {
    Break one = Break.of(required(rest, "break TRAP, break TASK or break FILE:LINE"));
    switch (one) {
      case Break.OfLine line -> session.addLine(line);
      case Break.OfTask task -> {
        session.requireTask(task.word());
        session.add(task);
      }
      case Break.OfTrap _, Break.OfWrites _ -> session.add(one);
    }
  }

  private void watch(String rest) throws CannotDoException, IOException, InterruptedException {
    if (rest.equals("back")) {
      session.watchBack();
    } else {
      session.watch(required(rest, "watch EXPR, or watch back"));
    }
  }

  private void variables(String rest) throws CannotDoException {
    String[] words = rest.isEmpty() ? new String[0] : rest.split("\\s+");
    @Nullable String task = null;
    int frame = 0;
    for (String word : words) {
      if (word.matches("\\d{1,6}")) {
        frame = Integer.parseInt(word);
      } else {
        task = word;
      }
    }
    session.look().variables(task, frame);
  }

  private void events(String rest) throws CannotDoException {
    if (rest.isEmpty()) {
      long here = session.event();
      session.look().events(here - AROUND, here + AROUND, session::isBreak);
      return;
    }
    String[] words = rest.split("\\s+");
    long from = number(words[0], "events", 1);
    long to = words.length > 1 ? number(words[1], "events", 1) : from + 2 * AROUND;
    session.look().events(from, to, session::isBreak);
  }

  private static long count(String word) throws CannotDoException {
    return word.isEmpty() ? 1 : number(word, "step and back", 1);
  }

  private static long number(String word, String command, long least) throws CannotDoException {
    if (!word.matches("\\d{1,18}") || Long.parseLong(word) < least) {
      throw new CannotDoException(
          command + " takes a number from " + least + ", not '" + Text.line(word) + "'");
    }
    return Long.parseLong(word);
  }

  private static String required(String word, String form) throws CannotDoException {
    if (word.isEmpty()) {
      throw new CannotDoException("write " + form);
    }
    return word;
  }
}
