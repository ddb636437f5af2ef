package dev.gonzo.cli.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code print} and {@code watch} take: a variable, then fields and array elements of it, as
 * {@code order.items[2].price}. It calls no methods, since a call could change what is replayed.
 *
 * @param text as it was typed
 * @param first the variable, or {@code this}, or a class
 * @param steps what follows
 */
record Expression(String text, String first, List<Step> steps) {
  private static final String NAME = "[\\p{L}_$][\\p{L}\\p{N}_$]*";
  private static final Pattern FIRST = Pattern.compile("\\s*(" + NAME + ")\\s*");
  private static final Pattern STEP =
      Pattern.compile("\\G(?:\\.\\s*(" + NAME + ")|\\[\\s*(\\d{1,9})\\s*\\])\\s*");

  /** One step from a value to a part of it. */
  sealed interface Step {}

  /** A field. */
  record FieldStep(String name) implements Step {}

  /** An element of an array or a list. */
  record ElementStep(int index) implements Step {}

  /** Reads an expression. */
  static Expression of(String text) throws CannotDoException {
    Matcher first = FIRST.matcher(text);
    if (!first.lookingAt()) {
      throw unreadable(text);
    }
    List<Step> steps = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    int at = first.end();
    while (at < text.length()) {
      if (!step.find(at) || step.start() != at) {
        throw unreadable(text);
      }
      steps.add(
          step.group(1) != null
              ? new FieldStep(step.group(1))
              : new ElementStep(Integer.parseInt(step.group(2))));
      at = step.end();
    }
    return new Expression(text.strip(), first.group(1), steps);
  }

  private static CannotDoException unreadable(String text) {
    return new CannotDoException(
        "cannot read '"
            + Text.line(text)
            + "': write a variable, then fields and elements, such as order.items[2].price;"
            + " methods are not called, since that could change the replay");
  }

  /** {@return the names of what the steps go into, each of which may be that of a secret} */
  List<String> enclosing() {
    List<String> names = new ArrayList<>();
    if (!steps.isEmpty()) {
      names.add(first);
      for (Step step : steps.subList(0, steps.size() - 1)) {
        if (step instanceof FieldStep(String name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** The last name, by which a secret is recognised. */
  String lastName() {
    return steps.reversed().stream()
        .filter(FieldStep.class::isInstance)
        .map(step -> ((FieldStep) step).name())
        .findFirst()
        .orElse(first);
  }
}
