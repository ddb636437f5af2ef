package dev.gonzo.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Compiles a program and calls its main method, for {@code gonzo run} and others. */
final class ProgramStart {
  /** Something to do before the program begins. */
  @FunctionalInterface
  interface Beginning {
    /**
     * Called after the program was compiled, and before its main method.
     *
     * @param program the program
     * @throws Refusal if the program is not to run
     */
    void begins(SourceProgram program) throws Refusal;
  }

  private final RunRequest request;
  private final Beginning beginning;
  private final PrintStream errors = System.err;

  ProgramStart(RunRequest request) {
    this(request, _ -> {});
  }

  ProgramStart(RunRequest request, Beginning beginning) {
    this.request = request;
    this.beginning = beginning;
  }

  /**
   * Runs the program on the calling thread. A program that cannot be started ends the JVM here.
   *
   * @throws Throwable any exception of the program's main method; the calling thread then has a
   *     handler that prints it
   */
  void begin() throws Throwable {
    MainMethod main;
    try {
      main = prepare();
    } catch (Refusal refusal) {
      if (!refusal.sentence().isEmpty()) {
        errors.println("gonzo: " + refusal.sentence());
      }
      System.exit(refusal.status());
      return;
    }
    main.call(request.arguments());
  }

  private MainMethod prepare() throws Refusal, IOException, ClassNotFoundException {
    SourceFile.check(request.file());
    request.kernel().ifPresent(name -> System.setProperty("gonzo.kernel", name));
    request.carrier().ifPresent(name -> System.setProperty("gonzo.carrier", name));
    KernelTrial.begin();
    long startNanos = System.nanoTime();
    var source = ProgramSource.of(request.file());
    var found = source.find();
    var compiled = found.isPresent() ? found.get() : source.compile(errors);
    errors.print(compiled.messages());
    errors.flush();
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    var program = compiled.program();
    var loader = new ProgramLoader(program, ClassLoader.getSystemClassLoader());
    var main = MainMethod.find(program, loader);
    if (request.verbose()) {
      System.setProperty("gonzo.verbose", "true");
      report(program, main, found.isPresent() ? "compiled before:" : "compiled", tookMillis);
    }
    var thread = Thread.currentThread();
    thread.setContextClassLoader(loader);
    var cut = new StackCut(program.classes()::containsKey);
    thread.setUncaughtExceptionHandler(new MainFailure(errors, cut, request.trace()));
    beginning.begins(program);
    return main;
  }

  private void report(SourceProgram program, MainMethod main, String how, long tookMillis) {
    int count = program.classes().size();
    errors.printf(
        "gonzo: %s %s (%d %s) in %d ms%n",
        how, program.file(), count, count == 1 ? "class" : "classes", tookMillis);
    errors.printf(
        "gonzo: kernel: %s%n",
        request.kernel().orElse("the best that works here (none asked for)"));
    errors.printf("gonzo: calling main of %s%n", main.type().getName());
  }
}
