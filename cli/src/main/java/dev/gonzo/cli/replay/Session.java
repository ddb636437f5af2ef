package dev.gonzo.cli.replay;

import com.sun.jdi.Field;
import com.sun.jdi.ReferenceType;
import dev.gonzo.recorder.event.Event;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a user does at the prompt: moves and breaks. */
final class Session implements AutoCloseable {
  private final Recorded recorded;
  private final Travel travel;
  private final Screen screen;
  private final Look look;
  private final SortedMap<Integer, Break> breaks = new TreeMap<>();
  // The ids of the watched objects, in one JVM.
  private final Map<Break, Long> watched = new HashMap<>();
  private @Nullable Debuggee watchedIn;
  private int lastBreak;

  Session(ReplayProgram program, Recorded recorded, Secrets secrets, Screen screen)
      throws CannotDoException, IOException {
    this.recorded = recorded;
    this.screen = screen;
    SourceLines source = SourceLines.of(program.source());
    this.travel = Travel.start(program);
    this.look =
        new Look(
            recorded,
            travel,
            screen,
            new Frames(program.classes()::contains),
            new Values(secrets),
            source);
  }

  /** {@return what shows where the replay is} */
  Look look() {
    return look;
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
    if (to < event() || (to == event() && isBetween())) {
      goBackTo(Position.after(to));
      return;
    }
    requireGoingOn();
    var _ = travel.goTo(Position.after(to));
    showOutput();
    look.arrived();
  }

  void proceed() throws CannotDoException, IOException, InterruptedException {
    requireGoingOn();
    OptionalLong event = recorded.nextAfter(event(), this::isBreak);
    var _ = travel.forward(event.orElse(Travel.END), spots(), this::isWanted);
    showOutput();
    look.arrived();
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
    look.arrived();
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

  /** Whether a break stops at an event. */
  boolean isBreak(Event event) {
    return breaks.values().stream().anyMatch(one -> one.stopsAt(event, recorded));
  }

  /** Whether to stop at a spot: a write may be to another object than the one that is watched. */
  private boolean isWanted(Spot spot, Stop stop, Position position) {
    return !(stop instanceof Stop.AtWrite write)
        || write.object() == null
        || counts(spot, write.object().uniqueID());
  }

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
          look.evaluate(writes.expression()).holder().ifPresent(holder -> note(writes, holder));
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
    List<ReferenceType> loaded = travel.debuggee().spots().loadedFrom(line.line().file());
    boolean isThere =
        loaded.stream().anyMatch(type -> !Spots.places(type, line.line().line()).isEmpty());
    add(line);
    if (!loaded.isEmpty() && !isThere) {
      screen.line("  (no class that is loaded has code in that line)");
    }
  }

  void watch(String text) throws CannotDoException {
    Expression expression = Expression.of(text);
    look.requireShown(expression);
    Field ofClass = new Evaluation(travel.debuggee().machine(), null).fieldOfClass(expression);
    if (ofClass != null) {
      add(new Break.OfWrites(write(ofClass), expression, true));
      return;
    }
    Evaluation.Holder holder =
        look.evaluate(expression)
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
