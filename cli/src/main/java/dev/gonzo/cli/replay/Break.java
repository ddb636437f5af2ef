package dev.gonzo.cli.replay;

import dev.gonzo.recorder.event.Event;
import dev.gonzo.trap.Trap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where {@code continue} stops. */
sealed interface Break {
  /** A kind of trap: each time one is made. */
  record OfTrap(String kind) implements Break {
    @Override
    public String toString() {
      return "trap " + kind;
    }
  }

  /** A task: each of its turns. */
  record OfTask(String word) implements Break {
    @Override
    public String toString() {
      return "turns of task " + Text.line(word);
    }
  }

  /** A line. */
  record OfLine(Spot.Line line) implements Break {
    @Override
    public String toString() {
      return "line " + line;
    }
  }

  /**
   * A field: each write to it.
   *
   * @param field the field
   * @param expression what was typed, by which the object is found again in another replay
   * @param isOfAll whether it is static, or is watched in all objects
   */
  record OfWrites(Spot.Write field, Expression expression, boolean isOfAll) implements Break {
    @Override
    public String toString() {
      return "writes to " + expression.text() + " (" + field + ")";
    }
  }

  /** A file with a line. */
  Pattern LINE = Pattern.compile("([^/\\\\]*[/\\\\])*([^/\\\\:]+):(\\d{1,9})");

  /**
   * Reads what {@code break} takes.
   *
   * @param word a kind of trap, FILE:LINE, or a task
   */
  static Break of(String word) {
    Matcher line = LINE.matcher(word);
    if (line.matches()) {
      String file = line.group(2);
      return new OfLine(
          new Spot.Line(
              file.contains(".") ? file : file + ".java", Integer.parseInt(line.group(3))));
    }
    for (String kind : kinds()) {
      if (kind.equalsIgnoreCase(word)) {
        return new OfTrap(kind);
      }
    }
    return new OfTask(word);
  }

  /** {@return the kinds of traps} */
  static Set<String> kinds() {
    Set<String> kinds = new TreeSet<>();
    addKinds(Trap.class, kinds);
    return kinds;
  }

  private static void addKinds(Class<?> type, Set<String> kinds) {
    if (type.isRecord()) {
      kinds.add(type.getSimpleName());
    } else if (type.getPermittedSubclasses() != null) {
      for (Class<?> part : type.getPermittedSubclasses()) {
        addKinds(part, kinds);
      }
    }
  }

  /** {@return the spot of the program at which it stops; empty if it stops at events} */
  default Optional<Spot> spot() {
    return switch (this) {
      case OfLine line -> Optional.of(line.line());
      case OfWrites writes -> Optional.of(writes.field());
      case OfTrap _, OfTask _ -> Optional.empty();
    };
  }

  /** Whether it stops at an event. */
  default boolean stopsAt(Event event, Recorded recorded) {
    return switch (this) {
      case OfTrap(String kind) -> recorded.trapKind(event).equals(kind);
      case OfTask(String word) ->
          event instanceof Event.Turn && isNamed(event.task(), recorded.name(event.task()), word);
      case OfLine _, OfWrites _ -> false;
    };
  }

  private static boolean isNamed(long id, String name, String word) {
    return word.equals(name) || word.equals("#" + id) || word.equals(name + "#" + id);
  }
}
