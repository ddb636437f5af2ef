package dev.gonzo.cli;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The main method of a recorded program, from its source file or from the class path.
 *
 * @param loader the loader of its classes
 * @param cut reduces its stacks to its own lines
 * @param body calls it
 */
record ReplayedMain(ClassLoader loader, StackCut cut, Body body) {
  /** What the main thread runs. */
  @FunctionalInterface
  interface Body {
    void run() throws Throwable;
  }

  /**
   * Loads it, and runs nothing of it.
   *
   * @param place a file with the compiled program; or, for a program on the class path, empty
   */
  static ReplayedMain load(String place, ReplayRecording recording)
      throws IOException, ReflectiveOperationException, Refusal {
    List<String> arguments = recording.arguments();
    if (place.isEmpty()) {
      return onClassPath(recording.program(), arguments);
    }
    var program =
        ProgramEntry.read(Path.of(recording.program()), Files.readAllBytes(Path.of(place)))
            .orElseThrow(() -> new IOException("the program is damaged"))
            .program();
    var loader = new ProgramLoader(program, ClassLoader.getSystemClassLoader());
    MainMethod main = MainMethod.find(program, loader);
    return new ReplayedMain(
        loader, new StackCut(program.classes()::containsKey, ""), () -> main.call(arguments));
  }

  private static ReplayedMain onClassPath(String name, List<String> arguments)
      throws ReflectiveOperationException {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    var method = Class.forName(name, false, loader).getMethod("main", String[].class);
    method.setAccessible(true);
    return new ReplayedMain(
        loader,
        new StackCut(_ -> false, ""),
        () -> {
          try {
            method.invoke(null, (Object) arguments.toArray(String[]::new));
          } catch (InvocationTargetException thrown) {
            throw thrown.getCause() == null ? thrown : thrown.getCause();
          }
        });
  }

  void call() throws Throwable {
    body.run();
  }
}
