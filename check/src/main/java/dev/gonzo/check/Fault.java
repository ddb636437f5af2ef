package dev.gonzo.check;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;

/** The faults that the plug-in reports. Their names are what {@code @SuppressWarnings} takes. */
enum Fault {
  /** An async call in a static initialiser. */
  STATIC_INITIALISER(Diagnostic.Kind.ERROR),
  /** An async call in code that an executor or a thread runs. */
  WRONG_THREAD(Diagnostic.Kind.ERROR),
  /** An async call in {@code main}, outside {@code run}. */
  OUTSIDE_RUN(Diagnostic.Kind.ERROR),
  /** An async call in {@code equals}, {@code hashCode}, {@code toString} or {@code compareTo}. */
  OBJECT_METHOD(Diagnostic.Kind.ERROR),
  /** A {@code @SyncOnly} call inside a coroutine. */
  SYNC_ONLY(Diagnostic.Kind.ERROR),
  /** A call inside a coroutine that blocks natively. */
  NATIVE_BLOCK(Diagnostic.Kind.WARNING),
  /** A {@code catch} that swallows cancellations. */
  SWALLOWED_CANCELLATION(Diagnostic.Kind.ERROR),
  /** An override with a mark that contradicts the overridden method's. */
  OVERRIDE(Diagnostic.Kind.ERROR),
  /** A coroutine or a task that is dropped. */
  DROPPED(Diagnostic.Kind.ERROR),
  /** {@code run} inside a coroutine. */
  NESTED_RUN(Diagnostic.Kind.ERROR),
  /** An async call in a {@code synchronized} block. */
  SYNCHRONIZED(Diagnostic.Kind.WARNING),
  /** A {@code Callable} with async calls, where an overload takes an {@code AsyncCallable}. */
  CALLABLE(Diagnostic.Kind.ERROR);

  private static final String PREFIX = "gonzo:";

  private final Diagnostic.Kind kind;

  Fault(Diagnostic.Kind kind) {
    this.kind = kind;
  }

  /** {@return the name, as in a suppression, such as {@code gonzo:wrong-thread}} */
  String label() {
    return PREFIX + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** {@return an error if a program with the fault does not do what it says, else a warning} */
  Diagnostic.Kind kind() {
    return kind;
  }

  static boolean isLabel(String suppression) {
    return suppression.startsWith(PREFIX);
  }

  static Optional<Fault> labelled(String label) {
    return Arrays.stream(values()).filter(fault -> fault.label().equals(label)).findFirst();
  }

  static String labels() {
    return Arrays.stream(values()).map(Fault::label).collect(Collectors.joining(", "));
  }
}
