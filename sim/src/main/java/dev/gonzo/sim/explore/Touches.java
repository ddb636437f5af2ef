package dev.gonzo.sim.explore;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the code calls that the agent has changed: before it reads or writes a field or an element,
 * and before it calls a method of the JDK. Public for that code only. Does nothing outside of the
 * runs of an exploration.
 *
 * <p>A place has the same number in two runs that have begun with the same steps: that of an object
 * is made from the step that has created it. An object whose creation was not seen has the number
 * of its class, so that it is taken for all others like it.
 */
public final class Touches {
  /** The name of this class in class files. */
  static final String NAME = "dev/gonzo/sim/explore/Touches";

  private static final long MIX = 0x9E3779B97F4A7C15L;
  private static final long STATIC = 3;
  private static final long OF_JDK = 4;
  private static final long OF_CLASS = 5;
  private static final long MONITOR = 6;

  private static volatile boolean isAvailable;

  // Of the run that is under way; its thread only.
  private static @Nullable Recorder recorder;
  private static IdentityHashMap<Object, Location> locations = new IdentityHashMap<>();
  private static long step;
  private static long created;
  private static int paused;
  private static final Deque<long[]> INITIALISING = new ArrayDeque<>();
  private static boolean isBlind;
  private static @Nullable Object[] participants = new Object[8];
  private static int count;

  private Touches() {}

  /** Called by the agent when it changes classes so that they call this. */
  public static void install() {
    isAvailable = true;
  }

  /** {@return whether the agent has changed the classes of this JVM} */
  public static boolean areAvailable() {
    return isAvailable;
  }

  static void requireAvailable() {
    if (!isAvailable) {
      throw new IllegalStateException(
          "what steps touch is not known without the agent: -javaagent:gonzo-sim.jar=touches");
    }
  }

  // ---------------------------------------------------------------- for the search

  static void recordInto(@Nullable Recorder next) {
    recorder = next;
    locations = new IdentityHashMap<>();
    step = 0;
    created = 0;
    paused = 0;
    INITIALISING.clear();
    isBlind = false;
    forget();
  }

  static void stepBegins(int place, long whose) {
    step = place(place, whose) * MIX;
    created = 0;
    if (isBlind && recorder != null) {
      recorder.everything();
    }
  }

  /** The number of a part of a place. */
  static long place(long base, long part) {
    return (base ^ (base >>> 29)) * MIX + part;
  }

  private static long next() {
    return place(step, ++created);
  }

  private static long ofClass(Class<?> type) {
    return place(type.getName().hashCode(), 7);
  }

  // ---------------------------------------------------------------- objects of changed classes

  /**
   * An object was created.
   *
   * @param object the object
   */
  public static void created(Object object) {
    if (recorder != null
        && paused == 0
        && object instanceof Placed here
        && here.gonzo$place() == 0) {
      here.gonzo$place(next());
    }
  }

  private static long placeOf(Placed object) {
    long place = object.gonzo$place();
    return place == 0 ? ofClass(object.getClass()) : place;
  }

  /**
   * A field is about to be read.
   *
   * @param object whose field it is
   * @param field a number made from its name
   */
  public static void read(@Nullable Object object, int field) {
    Recorder here = recorder;
    if (here != null && object instanceof Placed known) {
      here.read(place(placeOf(known), field));
    }
  }

  /**
   * A field is about to be written.
   *
   * @param object whose field it is
   * @param field a number made from its name
   */
  public static void write(@Nullable Object object, int field) {
    Recorder here = recorder;
    if (here != null && object instanceof Placed known) {
      here.write(place(placeOf(known), field));
    }
  }

  /**
   * A static field is about to be read.
   *
   * @param field a number made from its name
   */
  public static void readStatic(int field) {
    if (recorder != null) {
      recorder.read(place(STATIC, field));
    }
  }

  /**
   * A static field is about to be written.
   *
   * @param field a number made from its name
   */
  public static void writeStatic(int field) {
    if (recorder != null) {
      recorder.write(place(STATIC, field));
    }
  }

  /** A class that is loaded once is about to be initialised, which happens in one run only. */
  public static void pause() {
    paused++;
  }

  /** It was initialised. */
  public static void resume() {
    paused--;
  }

  /**
   * A class of a program is about to be initialised. Which step does that may differ from run to
   * run, so the objects that it creates are numbered after the class.
   *
   * @param type a number made from its name
   */
  public static void initialises(int type) {
    if (recorder != null) {
      INITIALISING.push(new long[] {step, created});
      step = place(OF_CLASS, type);
      created = 0;
    }
  }

  /** It was initialised. */
  public static void initialised() {
    if (recorder != null && !INITIALISING.isEmpty()) {
      long[] before = INITIALISING.pop();
      step = before[0];
      created = before[1];
    }
  }

  // ---------------------------------------------------------------- monitors

  /**
   * A monitor is about to be entered, or left.
   *
   * @param object whose monitor it is
   */
  public static void monitor(@Nullable Object object) {
    if (recorder != null && object != null) {
      long place = object instanceof Placed known ? placeOf(known) : ofClass(object.getClass());
      recorder.write(place(place, MONITOR));
    }
  }

  // ---------------------------------------------------------------- arrays

  /**
   * An array, or an object of the JDK, was created.
   *
   * @param object the object
   */
  public static void born(@Nullable Object object) {
    if (recorder != null && paused == 0 && object != null && Kind.of(object) != Kind.IMMUTABLE) {
      locations.put(object, new Location(next()));
    }
  }

  /**
   * An element is about to be read.
   *
   * @param array the array
   */
  public static void readElement(@Nullable Object array) {
    touch(array, true);
  }

  /**
   * An element is about to be written.
   *
   * @param array the array
   */
  public static void writeElement(@Nullable Object array) {
    touch(array, false);
  }

  /**
   * An element is about to be written that is an object: methods of the JDK that get the array may
   * use it, too.
   *
   * @param array the array
   * @param element the element
   */
  public static void writeElement(@Nullable Object array, @Nullable Object element) {
    touch(array, false);
    if (recorder != null && array != null && element != null) {
      Location of = locationOf(array);
      Location part = Kind.of(element) == Kind.VIEW ? locations.get(element) : locationOf(element);
      if (of != null && part != null) {
        Location _ = of.joined(part);
      } else if (part == null && Kind.of(element) == Kind.VIEW) {
        blind();
      }
    }
  }

  private static void touch(@Nullable Object object, boolean reads) {
    Recorder here = recorder;
    if (here != null && object != null) {
      Location location = locationOf(object);
      if (location != null) {
        location.touch(here, reads);
      }
    }
  }

  // ---------------------------------------------------------------- calls of the JDK

  /**
   * An object takes part in the call that follows.
   *
   * @param object the receiver or an argument
   */
  public static void takesPart(@Nullable Object object) {
    if (recorder != null && object != null) {
      if (count == participants.length) {
        participants = Arrays.copyOf(participants, count * 2);
      }
      participants[count++] = object;
    }
  }

  private static void forget() {
    while (count > 0) {
      participants[--count] = null;
    }
  }

  /**
   * A method of the JDK is about to be called. What takes part in it may refer to each other
   * afterwards, so that it is one place from now on.
   *
   * @param reads whether it only reads
   * @return the place of what takes part, for {@link #returned}; null if there is none
   */
  public static @Nullable Object call(boolean reads) {
    Recorder here = recorder;
    if (here == null) {
      return null;
    }
    Location all = null;
    boolean onlyReads = reads;
    for (int i = 0; i < count; i++) {
      Object participant = Objects.requireNonNull(participants[i]);
      Location one = locationOf(participant);
      if (one != null) {
        all = all == null ? one : all.joined(one);
        onlyReads &= Kind.of(participant) != Kind.LAMBDA; // what it does is not known
      }
    }
    forget();
    if (all != null) {
      all.touch(here, onlyReads);
    }
    return all;
  }

  /**
   * A method of the JDK has returned an object.
   *
   * @param object the object
   * @param from what {@link #call} has returned
   * @param isNew whether it is a new object if it was not seen before
   */
  public static void returned(@Nullable Object object, @Nullable Object from, boolean isNew) {
    if (recorder == null || object == null) {
      return;
    }
    Kind kind = Kind.of(object);
    if (kind == Kind.IMMUTABLE || kind == Kind.OPEN || Contents.areImmutable(object, kind)) {
      return;
    }
    Location known = locations.get(object);
    if (known == null && from instanceof Location of) {
      locations.put(object, of);
    } else if (known != null && from instanceof Location of) {
      Location _ = known.joined(of);
    } else if (known == null && isNew && paused == 0) {
      locations.put(object, new Location(next()));
    }
  }

  /**
   * A static field of the JDK was read.
   *
   * @param object its value
   * @param field a number made from its name
   */
  public static void ofJdk(@Nullable Object object, int field) {
    if (recorder != null && object != null && Kind.of(object) != Kind.IMMUTABLE) {
      locations.computeIfAbsent(object, _ -> new Location(place(OF_JDK, field)));
    }
  }

  /** Something is about to be printed on standard output. */
  public static void prints() {
    if (recorder != null) {
      recorder.write(place(OF_JDK, "out".hashCode()));
    }
  }

  /** Anything may be about to be touched. */
  public static void everything() {
    if (recorder != null) {
      recorder.everything();
    }
  }

  /** From now on things may be touched unseen. */
  public static void blind() {
    isBlind = true;
    everything();
  }

  /** The place of an object; null if there is nothing in it that changes, or all was touched. */
  private static @Nullable Location locationOf(Object object) {
    Kind kind = Kind.of(object);
    if (kind == Kind.IMMUTABLE || kind == Kind.OPEN || Contents.areImmutable(object, kind)) {
      return null;
    }
    Location known = locations.get(object);
    if (known != null || kind == Kind.LAMBDA) {
      return known;
    }
    if (kind == Kind.SELF_CONTAINED) {
      var location = new Location(ofClass(object.getClass()));
      locations.put(object, location);
      return location;
    }
    everything();
    return null;
  }
}
