package dev.gonzo.cli.replay;

import com.sun.jdi.BooleanValue;
import com.sun.jdi.Field;
import com.sun.jdi.LongValue;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StringReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.Value;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * A task of the replay, as it is while the JVM is suspended.
 *
 * @param parent the id of the task that has spawned it; -1 for none
 * @param trap the trap that it makes or waits at; null if there is none
 * @param thread where its stack is; null before its first trap
 */
record TaskView(
    long id,
    long parent,
    String name,
    boolean daemon,
    String state,
    @Nullable ObjectReference trap,
    @Nullable ThreadReference thread) {
  /** Reads a task of the suspended JVM. */
  static TaskView of(ObjectReference task) {
    var values = new HashMap<String, Value>();
    task.getValues(task.referenceType().fields()) // in one question to the JVM
        .forEach((field, value) -> values.put(field.name(), value));
    return new TaskView(
        values.get("id") instanceof LongValue id ? id.value() : -1,
        values.get("parent") instanceof LongValue parent ? parent.value() : -1,
        text(values.get("name")),
        values.get("daemon") instanceof BooleanValue daemon && daemon.value(),
        text(values.get("state")),
        values.get("trap") instanceof ObjectReference trap ? trap : null,
        values.get("thread") instanceof ThreadReference thread ? thread : null);
  }

  /** {@return the id of a task of the suspended JVM, without the rest} */
  static long id(ObjectReference task) {
    Field field = task.referenceType().fieldByName("id");
    return field != null && task.getValue(field) instanceof LongValue id ? id.value() : -1;
  }

  private static String text(@Nullable Value value) {
    return value instanceof StringReference text ? text.value() : "";
  }

  /** {@return its name and its id, as it is shown} */
  String title() {
    return Text.line(name) + "#" + id;
  }

  /** Whether a word that a user typed names it: its name, its id, or both. */
  boolean isNamed(String word) {
    return word.equals(name)
        || word.equals("#" + id)
        || word.equals(name + "#" + id)
        || word.equals(Long.toString(id));
  }

  /** {@return the kind of its trap; empty if it makes none} */
  String trapKind() {
    return trap == null
        ? ""
        : Values.simple(trap.referenceType().name()).replaceFirst("^.*\\.", "");
  }
}
