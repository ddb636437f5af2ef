package dev.gonzo.cli.replay;

import com.sun.jdi.ClassNotLoadedException;
import com.sun.jdi.ClassType;
import com.sun.jdi.Field;
import com.sun.jdi.InvalidTypeException;
import com.sun.jdi.LongValue;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StringReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.ModificationWatchpointEvent;
import com.sun.jdi.event.VMDeathEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import dev.gonzo.cli.replay.child.ReplayStop;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One replay under the debugger: it runs from stop to stop, and is suspended between. */
final class Debuggee implements AutoCloseable {
  private static final String STOP = ReplayStop.class.getName();
  private static final String DIED =
      "the JVM of the replay has ended without a result; its output may say why";

  private final ReplayJvm jvm;
  private final VirtualMachine machine;
  private final Spots spots;
  // What happened together with the stop that was returned last.
  private final Deque<Event> rest = new ArrayDeque<>();
  private @Nullable ClassType stopClass;
  private @Nullable BreakpointRequest atEnd;
  private long target;
  private long lastPassed;
  private @Nullable Stop ended;

  private Debuggee(ReplayJvm jvm, Set<String> classes) {
    this.jvm = jvm;
    this.machine = jvm.machine();
    this.spots = new Spots(machine, classes);
  }

  /** Starts a replay, which is suspended before its first event. */
  static Debuggee start(ReplayProgram program) throws CannotDoException, IOException {
    var debuggee = new Debuggee(ReplayJvm.start(program), program.classes());
    ClassPrepareRequest loads = debuggee.machine.eventRequestManager().createClassPrepareRequest();
    loads.addClassFilter(STOP);
    loads.enable();
    return debuggee;
  }

  VirtualMachine machine() {
    return machine;
  }

  Spots spots() {
    return spots;
  }

  String newOutput() throws IOException {
    return jvm.newOutput();
  }

  boolean hasEnded() {
    return ended != null;
  }

  /**
   * Goes on to the next stop.
   *
   * @param event the number of the event after which it stops, if it does not before
   * @param at the spots at which it stops
   * @throws InterruptedException if the thread is interrupted
   */
  Stop run(long event, Set<Spot> at) throws CannotDoException, InterruptedException {
    if (ended != null) {
      return ended;
    }
    try {
      spots.set(at);
      target = event;
      if (stopClass != null) {
        setTarget(stopClass);
      }
      while (true) {
        while (!rest.isEmpty()) {
          Stop stop = stop(rest.remove(), at);
          if (stop != null) {
            return stop;
          }
        }
        machine.resume();
        EventSet events = machine.eventQueue().remove();
        events.forEach(rest::add);
        if (read("passed") instanceof LongValue number) {
          lastPassed = number.value();
        }
      }
    } catch (VMDisconnectedException lost) {
      return over(DIED);
    }
  }

  private @Nullable Stop stop(Event event, Set<Spot> at) throws CannotDoException {
    return switch (event) {
      case ClassPrepareEvent loaded -> {
        Spot spot = Spots.of(loaded.request());
        if (spot != null) {
          spots.loaded(spot, loaded.referenceType());
        } else {
          prepare(loaded.referenceType());
        }
        yield null;
      }
      case BreakpointEvent reached -> {
        Spot spot = Spots.of(reached.request());
        if (spot instanceof Spot.Line line) {
          yield at.contains(line) ? new Stop.AtLine(line, reached.thread()) : null;
        }
        yield reached.request().equals(atEnd) ? over(text("verdict")) : atEvent(reached);
      }
      case ModificationWatchpointEvent write ->
          Spots.of(write.request()) instanceof Spot.Write spot && at.contains(spot)
              ? new Stop.AtWrite(
                  spot,
                  write.thread(),
                  write.location(),
                  write.object(),
                  write.valueCurrent(),
                  write.valueToBe())
              : null;
      case VMDeathEvent _, VMDisconnectEvent _ -> over(DIED);
      default -> null;
    };
  }

  private @Nullable Stop atEvent(BreakpointEvent reached) throws CannotDoException {
    if (!text("TOKEN").equals(jvm.token())) {
      throw new CannotDoException(
          "another process has connected in place of the JVM that replays: try again");
    }
    return lastPassed >= target ? new Stop.AtEvent(reached.thread()) : null;
  }

  private Stop over(String verdict) {
    if (ended == null) {
      ended = new Stop.Ended(verdict);
    }
    return ended;
  }

  private void prepare(ReferenceType type) throws CannotDoException {
    var loaded = (ClassType) type;
    stopClass = loaded;
    stopIn(loaded, "reached");
    atEnd = stopIn(loaded, "atEnd");
    setTarget(loaded);
  }

  private BreakpointRequest stopIn(ClassType type, String method) {
    BreakpointRequest request =
        machine
            .eventRequestManager()
            .createBreakpointRequest(type.methodsByName(method).getFirst().location());
    request.enable();
    return request;
  }

  private void setTarget(ClassType type) throws CannotDoException {
    try {
      type.setValue(field(type, "target"), machine.mirrorOf(target));
    } catch (InvalidTypeException | ClassNotLoadedException impossible) {
      throw new CannotDoException("the JVM that replays has another version of Gonzo");
    }
  }

  private static Field field(ClassType type, String name) {
    return Objects.requireNonNull(type.fieldByName(name), name);
  }

  /** {@return the value of a static field of what stops the JVM; null before it is loaded} */
  @Nullable Value read(String field) {
    ClassType type = stopClass;
    return type == null ? null : type.getValue(field(type, field));
  }

  private String text(String field) {
    return read(field) instanceof StringReference text ? text.value() : "";
  }

  /** {@return the number of the last event before the last stop} */
  long lastPassed() {
    return lastPassed;
  }

  @Override
  public void close() {
    jvm.close();
  }
}
