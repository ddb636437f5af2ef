package dev.gonzo.cli.replay;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.LocalVariable;
import com.sun.jdi.Location;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import dev.gonzo.recorder.event.Event;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Shows where a replay is: the event, the tasks, their stacks and variables. */
final class Look {
  private final Recorded recorded;
  private final Travel travel;
  private final Screen screen;
  private final Frames frames;
  private final Values values;
  private final SourceLines source;

  Look(
      Recorded recorded,
      Travel travel,
      Screen screen,
      Frames frames,
      Values values,
      SourceLines source) {
    this.recorded = recorded;
    this.travel = travel;
    this.screen = screen;
    this.frames = frames;
    this.values = values;
    this.source = source;
  }

  private long event() {
    return travel.here().event();
  }

  private static void require(boolean holds, String otherwise) throws CannotDoException {
    if (!holds) {
      throw new CannotDoException(otherwise);
    }
  }

  /** Shows where the replay is. */
  void arrived() {
    Stop stop = travel.last();
    switch (stop) {
      case null -> screen.line("before the first of " + recorded.size() + " events");
      case Stop.Ended(String verdict) -> verdict.lines().forEach(screen::line);
      case Stop.AtEvent at -> {
        Event event = recorded.event(event());
        screen.line(
            "event "
                + event()
                + " of "
                + recorded.size()
                + (event == null ? "" : ": " + recorded.text(event(), false)));
        showPlace();
      }
      case Stop.AtLine line -> {
        screen.line("line " + line.spot() + by(line.thread()) + ", after event " + event());
        showPlace();
      }
      case Stop.AtWrite write -> {
        screen.line(
            "%s: %s -> %s%s, after event %d"
                .formatted(
                    write.spot(),
                    values.show(write.spot().field(), write.before()),
                    values.show(write.spot().field(), write.after()),
                    by(write.thread()),
                    event()));
        showPlace();
      }
    }
  }

  private void showPlace() {
    try {
      List<StackFrame> mine = selectedFrames();
      if (!mine.isEmpty()) {
        Location place = mine.getFirst().location();
        String line = source.line(place);
        screen.line("  " + Frames.fileAndLine(place) + (line.isEmpty() ? "" : "  " + line));
      }
    } catch (CannotDoException noTask) {
      // an event without a task
    }
  }

  private Tasks tasks() throws CannotDoException {
    require(travel.last() != null, "no task has begun; 'step' goes to the first event");
    return new Tasks(travel.debuggee(), frames, values);
  }

  /** {@return the id of the task that the last event is about; -1 for none} */
  private long task() throws CannotDoException {
    if (travel.last() instanceof Stop.AtLine(_, ThreadReference thread)) {
      return of(thread);
    }
    if (travel.last() instanceof Stop.AtWrite write) {
      return of(write.thread());
    }
    Event event = recorded.event(event());
    return event == null ? -1 : event.task();
  }

  /** A place in the program is in the task that has its turn, or in no task. */
  private long of(ThreadReference thread) throws CannotDoException {
    TaskView current = thread.isVirtual() ? tasks().current() : null;
    return current == null ? -1 : current.id();
  }

  private String by(ThreadReference thread) {
    try {
      TaskView current = thread.isVirtual() ? tasks().current() : null;
      return current == null ? "" : " by " + current.title();
    } catch (CannotDoException noTask) {
      return "";
    }
  }

  void listTasks() throws CannotDoException {
    List<String> lines = tasks().tree(task());
    if (lines.isEmpty()) {
      screen.line("no tasks");
    }
    lines.forEach(screen::line);
  }

  void showTask(String word) throws CannotDoException {
    Tasks tasks = tasks();
    tasks.details(tasks.named(word)).forEach(screen::line);
  }

  void stack(@Nullable String word) throws CannotDoException {
    frames.lines(thread(word)).forEach(screen::line);
  }

  private ThreadReference thread(@Nullable String word) throws CannotDoException {
    if (word == null) {
      switch (travel.last()) {
        case Stop.AtLine line -> {
          return line.thread();
        }
        case Stop.AtWrite write -> {
          return write.thread();
        }
        case null, default -> {
          // the task of the event
        }
      }
    }
    Tasks tasks = tasks();
    TaskView task = word == null ? tasks.find(task()) : tasks.named(word);
    if (task == null) {
      throw new CannotDoException("this event is about no task that is there; name one of 'tasks'");
    }
    if (task.thread() == null) {
      throw new CannotDoException(task.title() + " has no stack before its first trap");
    }
    return task.thread();
  }

  private List<StackFrame> selectedFrames() throws CannotDoException {
    return frames.mine(thread(null));
  }

  private StackFrame frame(@Nullable String word, int number) throws CannotDoException {
    List<StackFrame> mine = frames.mine(thread(word));
    if (number >= mine.size()) {
      throw new CannotDoException(
          mine.isEmpty()
              ? "no code of the program is on this stack"
              : "the stack has only the frames 0 to " + (mine.size() - 1));
    }
    return mine.get(number);
  }

  void variables(@Nullable String word, int number) throws CannotDoException {
    StackFrame frame = frame(word, number);
    screen.line("#" + number + "  " + Frames.describe(frame.location()));
    ObjectReference self = Evaluation.self(frame);
    if (self != null) {
      screen.line("  this = " + values.showBriefly("this", self));
    }
    try {
      List<LocalVariable> variables = frame.visibleVariables();
      Map<LocalVariable, Value> read = frame.getValues(variables);
      for (LocalVariable variable : variables) {
        screen.line(
            "  %s = %s"
                .formatted(
                    variable.name(), values.showBriefly(variable.name(), read.get(variable))));
      }
      if (variables.isEmpty() && self == null) {
        screen.line("  no variables");
      }
    } catch (AbsentInformationException compiledWithout) {
      screen.line("  compiled without variables: use javac -g");
    }
  }

  void print(String text) throws CannotDoException {
    Expression expression = Expression.of(text);
    Value value = evaluate(expression).value();
    screen.line(expression.text() + " = " + values.show(expression, value));
  }

  /** Refuses what would show a part of a secret. */
  void requireShown(Expression expression) throws CannotDoException {
    require(
        !values.isInSecret(expression),
        "'" + expression.text() + "' is a part of a secret: --show-secrets shows it");
  }

  /** Evaluates in the innermost frame in which it can be: a caller's variable is meant, too. */
  Evaluation.Found evaluate(Expression expression) throws CannotDoException {
    List<StackFrame> mine;
    try {
      mine = selectedFrames();
    } catch (CannotDoException noTask) {
      mine = List.of();
    }
    CannotDoException first = null;
    for (StackFrame frame : mine) {
      try {
        return new Evaluation(travel.debuggee().machine(), frame).evaluate(expression);
      } catch (CannotDoException notThere) {
        first = first == null ? notThere : first;
      }
    }
    if (first != null) {
      throw first;
    }
    return new Evaluation(travel.debuggee().machine(), null).evaluate(expression);
  }

  /**
   * Lists events.
   *
   * @param isBreak whether a break stops at an event, which is then marked
   */
  void events(long from, long to, Predicate<Event> isBreak) {
    for (long number = Math.max(1, from); number <= to; number++) {
      Event event = recorded.event(number);
      if (event == null) {
        return;
      }
      String mark = number == event() ? ">" : isBreak.test(event) ? "*" : " ";
      screen.line("%s %6d  %s".formatted(mark, number, recorded.text(number, false)));
    }
  }

  void data() throws CannotDoException {
    Event event = recorded.event(event());
    boolean hasData =
        event instanceof Event.Answered
            || event instanceof Event.Failed
            || event instanceof Event.Read;
    require(hasData, "this event has no data: go to one at which a task gets an answer");
    screen.line("  " + recorded.text(event(), true));
  }
}
