package dev.gonzo.cli.replay;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Field;
import com.sun.jdi.LocalVariable;
import com.sun.jdi.Location;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import dev.gonzo.recorder.event.Event;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a user does at the prompt: moves, breaks, and a look at tasks and variables. */
final class Session implements AutoCloseable {
  private final Recorded recorded;
  private final Travel travel;
  private final Screen screen;
  private final Frames frames;
  private final Values values;
  private final SourceLines source;
  private final SortedMap<Integer, Break> breaks = new TreeMap<>();
  private int lastBreak;

  Session(ReplayProgram program, Recorded recorded, Secrets secrets, Screen screen)
      throws CannotDoException, IOException {
    this.recorded = recorded;
    this.screen = screen;
    this.frames = new Frames(program.classes()::contains);
    this.values = new Values(secrets);
    this.source = SourceLines.of(program.source());
    this.travel = Travel.start(program);
  }

  /** {@return the number of the event after which the replay is} */
  long event() {
    return travel.here().event();
  }

  // ---- moves

  void step(long count) throws CannotDoException, IOException, InterruptedException {
    moveTo(event() + count);
  }

  void back(long count) throws CannotDoException, IOException, InterruptedException {
    if (count > event()) {
      throw new CannotDoException(
          event() == 0
              ? "this is the beginning"
              : event() == 1
                  ? "there is only 1 event before this place"
                  : "there are only " + event() + " events before this place");
    }
    // From a line, or from the end, the event before it is one step back.
    goBackTo(Position.after(event() - (isBetween() ? count - 1 : count)));
  }

  /** Whether it is not at an event, but at a place or at the end that come after it. */
  private boolean isBetween() {
    return !travel.here().isAtEvent() || travel.last() instanceof Stop.Ended;
  }

  /** Goes to an event. */
  void moveTo(long to) throws CannotDoException, IOException, InterruptedException {
    if (to < event() || to == event() && isBetween()) {
      goBackTo(Position.after(to));
      return;
    }
    requireGoingOn();
    var _ = travel.goTo(Position.after(to));
    showOutput();
    arrived();
  }

  void proceed() throws CannotDoException, IOException, InterruptedException {
    requireGoingOn();
    OptionalLong event = recorded.nextAfter(event(), this::isBreak);
    var _ = travel.forward(event.orElse(Travel.END), spots(), this::isWanted);
    showOutput();
    arrived();
  }

  void proceedBack() throws CannotDoException, IOException, InterruptedException {
    require(!breaks.isEmpty(), "there is no break to go back to; 'break' sets one");
    long before = isBetween() ? event() + 1 : event();
    OptionalLong event = recorded.lastBefore(before, this::isBreak);
    Optional<Position> spot =
        spots().isEmpty() ? Optional.empty() : travel.lastReached(spots(), this::counts);
    if (spot.isEmpty() && event.isEmpty()) {
      throw new CannotDoException("no break is reached before this place");
    }
    boolean isSpot = spot.isPresent() && spot.get().event() >= event.orElse(0);
    goBackTo(isSpot ? spot.get() : Position.after(event.orElseThrow()));
  }

  private void goBackTo(Position position)
      throws CannotDoException, IOException, InterruptedException {
    var _ = travel.goTo(position);
    discardOutput();
    arrived();
    travel.prepareBack();
  }

  private void requireGoingOn() throws CannotDoException {
    if (travel.debuggee().hasEnded()) {
      throw new CannotDoException("the replay is over; 'back' and 'to' go back");
    }
  }

  private static void require(boolean holds, String otherwise) throws CannotDoException {
    if (!holds) {
      throw new CannotDoException(otherwise);
    }
  }

  private Set<Spot> spots() {
    Set<Spot> spots = new HashSet<>();
    breaks.values().forEach(one -> one.spot().ifPresent(spots::add));
    return spots;
  }

  private boolean isBreak(Event event) {
    return breaks.values().stream().anyMatch(one -> one.stopsAt(event, recorded));
  }

  /** Whether to stop at a spot: a write may be to another object than the one that is watched. */
  private boolean isWanted(Spot spot, Stop stop, Position position) {
    return !(stop instanceof Stop.AtWrite write)
        || write.object() == null
        || counts(spot, write.object().uniqueID());
  }

  private final Map<Break, Long> watched = new java.util.HashMap<>();
  private @Nullable Debuggee watchedIn;

  private boolean counts(Spot spot, long object) {
    if (spot instanceof Spot.Line) {
      return true;
    }
    findWatched();
    for (Break one : breaks.values()) {
      if (one instanceof Break.OfWrites writes && writes.field().equals(spot)) {
        Long known = watched.get(writes);
        if (writes.isOfAll() || known == null || known == object) {
          return true;
        }
      }
    }
    return false;
  }

  /** In another JVM the watched objects are looked for again, from where it is. */
  private void findWatched() {
    if (watchedIn == travel.debuggee()) {
      return;
    }
    watched.clear();
    watchedIn = travel.debuggee();
    for (Break one : breaks.values()) {
      if (one instanceof Break.OfWrites writes && !writes.isOfAll()) {
        try {
          evaluate(writes.expression()).holder().ifPresent(holder -> note(writes, holder));
        } catch (CannotDoException notHere) {
          // then all objects of the class are watched
        }
      }
    }
  }

  private void note(Break.OfWrites writes, Evaluation.Holder holder) {
    if (holder.object() != null) {
      watched.put(writes, holder.object().uniqueID());
    }
  }

  // ---- breaks

  void add(Break one) {
    breaks.put(++lastBreak, one);
    screen.line("break " + lastBreak + ": " + one);
  }

  /** Checks that a word names a task of the recording: it may be a misspelled kind of trap. */
  void requireTask(String word) throws CannotDoException {
    var named = new Break.OfTask(word);
    if (recorded.nextAfter(0, event -> named.stopsAt(event, recorded)).isEmpty()) {
      throw new CannotDoException(
          "there is no trap and no task '"
              + Text.line(word)
              + "': break takes a trap such as Receive, a task, or FILE:LINE");
    }
  }

  void addLine(Break.OfLine line) {
    List<com.sun.jdi.ReferenceType> loaded =
        travel.debuggee().spots().loadedFrom(line.line().file());
    boolean isThere =
        loaded.stream().anyMatch(type -> !Spots.places(type, line.line().line()).isEmpty());
    add(line);
    if (!loaded.isEmpty() && !isThere) {
      screen.line("  (no class that is loaded has code in that line)");
    }
  }

  void watch(String text) throws CannotDoException {
    Expression expression = Expression.of(text);
    Field ofClass = new Evaluation(travel.debuggee().machine(), null).fieldOfClass(expression);
    if (ofClass != null) {
      add(new Break.OfWrites(write(ofClass), expression, true));
      return;
    }
    Evaluation.Holder holder =
        evaluate(expression)
            .holder()
            .orElseThrow(() ->
                new CannotDoException(
                    "'"
                        + expression.text()
                        + "' is no field: only fields can be watched; set a break at the lines"
                        + " that change a local variable"));
    add(new Break.OfWrites(write(holder.field()), expression, holder.object() == null));
    watchedIn = null;
  }

  private static Spot.Write write(Field field) {
    return new Spot.Write(field.declaringType().name(), field.name());
  }

  /** Goes back to the last write to what is watched. */
  void watchBack() throws CannotDoException, IOException, InterruptedException {
    Set<Spot> writes = new HashSet<>();
    for (Spot spot : spots()) {
      if (spot instanceof Spot.Write) {
        writes.add(spot);
      }
    }
    require(!writes.isEmpty(), "nothing is watched; 'watch EXPR' watches a field");
    Optional<Position> last = travel.lastReached(writes, this::counts);
    goBackTo(
        last.orElseThrow(
            () -> new CannotDoException("nothing that is watched is written before this place")));
  }

  void delete(int number) throws CannotDoException {
    if (breaks.remove(number) == null) {
      throw new CannotDoException("there is no break " + number + "; 'breaks' lists them");
    }
  }

  void listBreaks() {
    if (breaks.isEmpty()) {
      screen.line("no breaks");
    }
    breaks.forEach((number, one) -> screen.line("  " + number + "  " + one));
  }

  // ---- a look

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
    screen.line(expression.text() + " = " + values.show(expression.lastName(), value));
  }

  /** Evaluates in the innermost frame in which it can be: a caller's variable is meant, too. */
  private Evaluation.Found evaluate(Expression expression) throws CannotDoException {
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

  void events(long from, long to) {
    for (long number = Math.max(1, from); number <= to; number++) {
      Event event = recorded.event(number);
      if (event == null) {
        return;
      }
      String mark = number == event() ? ">" : isBreak(event) ? "*" : " ";
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

  private void showOutput() throws IOException {
    String output = travel.debuggee().newOutput();
    output.lines().forEach(line -> screen.line("| " + Text.line(line)));
  }

  private void discardOutput() throws IOException {
    String _ = travel.debuggee().newOutput();
  }

  @Override
  public void close() {
    travel.close();
  }
}
