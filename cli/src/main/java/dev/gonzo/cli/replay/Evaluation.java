package dev.gonzo.cli.replay;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.ArrayReference;
import com.sun.jdi.Field;
import com.sun.jdi.LocalVariable;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import dev.gonzo.cli.replay.Expression.ElementStep;
import dev.gonzo.cli.replay.Expression.FieldStep;
import dev.gonzo.cli.replay.Expression.Step;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions in a frame of the suspended JVM, by reading variables and fields. */
final class Evaluation {
  private final VirtualMachine machine;
  private final @Nullable StackFrame frame;

  /**
   * Creates what evaluates expressions where a replay is.
   *
   * @param frame the frame whose variables are read; null if there is none, and then only static
   *     fields are
   */
  Evaluation(VirtualMachine machine, @Nullable StackFrame frame) {
    this.machine = machine;
    this.frame = frame;
  }

  /** What an expression denotes: a value, and the field that holds it, if one does. */
  record Found(@Nullable Value value, Optional<Holder> holder) {}

  /**
   * A field that can be watched.
   *
   * @param object the object that it is in; null for a static field
   */
  record Holder(Field field, @Nullable ObjectReference object) {}

  /** {@return the value of an expression} */
  Found evaluate(Expression expression) throws CannotDoException {
    Found found = first(expression);
    List<Step> rest = expression.steps();
    int at = 0;
    if (found == null) {
      ReferenceType type = type(expression.first());
      if (type == null) {
        throw new CannotDoException(
            "there is no variable '%s' here; 'vars' lists those of a frame"
                .formatted(expression.first()));
      }
      if (rest.isEmpty() || !(rest.getFirst() instanceof FieldStep(String name))) {
        throw new CannotDoException(
            "%s is a class: name one of its static fields, as %s.FIELD"
                .formatted(expression.first(), expression.first()));
      }
      found = staticField(type, name);
      at = 1;
    }
    for (Step step : rest.subList(at, rest.size())) {
      found = part(found.value(), step);
    }
    return found;
  }

  private @Nullable Found first(Expression expression) {
    if (frame == null) {
      return null;
    }
    String name = expression.first();
    ObjectReference self = self(frame);
    if (name.equals("this")) {
      return self == null ? null : new Found(self, Optional.empty());
    }
    try {
      LocalVariable local = frame.visibleVariableByName(name);
      if (local != null) {
        return new Found(frame.getValue(local), Optional.empty());
      }
    } catch (AbsentInformationException compiledWithout) {
      // then only fields are known
    }
    for (ObjectReference outer = self; outer != null; outer = outer(outer)) {
      Field field = outer.referenceType().fieldByName(name);
      if (field == null) {
        field = outer.referenceType().fieldByName("val$" + name); // captured by a local class
      }
      if (field != null) {
        return read(outer, field);
      }
    }
    return ofEnclosing(frame.location().declaringType(), name);
  }

  /** A static field of the class of the method, or of one around it. */
  private @Nullable Found ofEnclosing(ReferenceType type, String name) {
    String around = type.name();
    while (true) {
      for (ReferenceType each : machine.classesByName(around)) {
        Field field = each.fieldByName(name);
        if (field != null && field.isStatic()) {
          return new Found(each.getValue(field), Optional.of(new Holder(field, null)));
        }
      }
      int nested = around.lastIndexOf('$');
      if (nested < 0) {
        return null;
      }
      around = around.substring(0, nested);
    }
  }

  /** {@return the object whose method a frame is in; null in a static one} */
  static @Nullable ObjectReference self(StackFrame frame) {
    return frame.thisObject();
  }

  private static @Nullable ObjectReference outer(ObjectReference inner) {
    for (Field field : inner.referenceType().fields()) {
      if (field.name().startsWith("this$")) {
        return inner.getValue(field) instanceof ObjectReference outer ? outer : null;
      }
    }
    return null;
  }

  private @Nullable ReferenceType type(String simpleName) {
    return machine.allClasses().stream()
        .filter(type ->
            type.name().equals(simpleName)
                || type.name().endsWith("." + simpleName)
                || type.name().endsWith("$" + simpleName))
        .findFirst()
        .orElse(null);
  }

  /** {@return the field that an expression names by its class, as Account.balance; null if none} */
  @Nullable Field fieldOfClass(Expression expression) {
    if (expression.steps().size() != 1
        || !(expression.steps().getFirst() instanceof FieldStep(String name))) {
      return null;
    }
    ReferenceType type = type(expression.first());
    return type == null ? null : type.fieldByName(name);
  }

  private static Found staticField(ReferenceType type, String name) throws CannotDoException {
    Field field = type.fieldByName(name);
    if (field == null || !field.isStatic()) {
      throw new CannotDoException(Values.simple(type.name()) + " has no static field " + name);
    }
    return new Found(type.getValue(field), Optional.of(new Holder(field, null)));
  }

  private static Found read(ObjectReference object, Field field) {
    return field.isStatic()
        ? new Found(field.declaringType().getValue(field), Optional.of(new Holder(field, null)))
        : new Found(object.getValue(field), Optional.of(new Holder(field, object)));
  }

  private static Found part(@Nullable Value value, Step step) throws CannotDoException {
    return switch (step) {
      case FieldStep(String name) -> field(value, name);
      case ElementStep(int index) -> new Found(element(value, index), Optional.empty());
    };
  }

  private static Found field(@Nullable Value value, String name) throws CannotDoException {
    return switch (value) {
      case null -> throw new CannotDoException("it is null, and has no field " + name);
      case ArrayReference array when name.equals("length") ->
          new Found(array.virtualMachine().mirrorOf(array.length()), Optional.empty());
      case ObjectReference object -> {
        Field field = object.referenceType().fieldByName(name);
        if (field == null) {
          throw new CannotDoException(
              Values.simple(object.referenceType().name()) + " has no field " + name);
        }
        yield read(object, field);
      }
      default -> throw new CannotDoException("it is a number, and has no field " + name);
    };
  }

  private static @Nullable Value element(@Nullable Value value, int index)
      throws CannotDoException {
    if (value instanceof ArrayReference array) {
      if (index >= array.length()) {
        throw new CannotDoException("the array has only " + array.length() + " elements");
      }
      return array.getValue(index);
    }
    if (value instanceof ObjectReference object
        && KnownObjects.of(object).orElse(null)
            instanceof KnownObjects.Several(List<@Nullable Value> values, int size)) {
      if (index >= values.size()) {
        throw new CannotDoException(
            "only the first %d of %d can be read".formatted(values.size(), size));
      }
      return values.get(index);
    }
    throw new CannotDoException("[" + index + "] needs an array or a list");
  }
}
