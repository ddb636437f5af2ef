package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/**
 * An example that runs in this JVM, on a kernel selected by name: a hundred such runs cost as much
 * as one in another JVM. Only one at a time, because it uses the standard output.
 */
final class Program implements AutoCloseable {
  private static final Path EXAMPLES = Path.of("").toAbsolutePath();
  private static final Pattern LISTENING = Pattern.compile("listening on \\S*:(\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Map<String, Path> COMPILED = new ConcurrentHashMap<>();

  private final PrintStream screen = System.out;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final URLClassLoader loader;
  private final Thread thread;
  private volatile Throwable failure;

  private Program(String file, String... arguments) throws IOException {
    loader = new URLClassLoader(new URL[] {compiled(file).toUri().toURL()});
    thread = Thread.ofPlatform().name(file).unstarted(() -> call(mainClass(file), arguments));
    thread.setContextClassLoader(loader);
    System.setOut(new PrintStream(said, true, UTF_8));
    thread.start();
  }

  /** Starts an example on a kernel. */
  static Program start(String kernel, String file, String... arguments) throws IOException {
    System.setProperty("gonzo.kernel", kernel);
    return new Program(file, arguments);
  }

  /** The directory with the classes of an example. */
  static Path compiled(String file) {
    return COMPILED.computeIfAbsent(
        file,
        _ -> {
          try {
            Path classes = Files.createTempDirectory(Path.of("target"), "example");
            String source = EXAMPLES.resolve(file).toString();
            int status =
                ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-proc:none", "-d", classes.toString(), source);
            if (status != 0) {
              throw new AssertionError(file + " does not compile");
            }
            return classes;
          } catch (IOException failure) {
            throw new AssertionError(failure);
          }
        });
  }

  private Class<?> mainClass(String file) {
    try {
      return loader.loadClass(file.replaceAll(".*/|\\.java$", ""));
    } catch (ClassNotFoundException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private void call(Class<?> type, String... arguments) {
    try {
      Method main =
          List.of(type.getDeclaredMethods()).stream()
              .filter(method -> method.getName().equals("main"))
              .findFirst()
              .orElseThrow();
      main.setAccessible(true);
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      var program = constructor.newInstance();
      var _ =
          main.getParameterCount() == 0
              ? main.invoke(program)
              : main.invoke(program, (Object) arguments);
    } catch (InvocationTargetException thrown) {
      failure = thrown.getCause();
    } catch (ReflectiveOperationException impossible) {
      failure = impossible;
    }
  }

  /** Its output so far. */
  String said() {
    return said.toString(UTF_8);
  }

  /** Waits for the port that a server prints. */
  int port() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Matcher matcher = LISTENING.matcher(said());
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      if (!thread.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("it does not listen; it said:\n" + said(), failure);
      }
      Thread.onSpinWait();
    }
  }

  /** Waits for its end, and returns its output and its exception, or null. */
  Ended end() throws InterruptedException {
    if (!thread.join(PATIENCE)) {
      var where = new AssertionError("the stack of the example");
      where.setStackTrace(thread.getStackTrace());
      throw new AssertionError("it does not end; it said:\n" + said(), where);
    }
    return new Ended(said(), failure);
  }

  record Ended(String said, Throwable failure) {}

  /**
   * Ends a server, like an interrupt of the thread that called {@code run}, and waits for its end.
   */
  @Override
  public void close() throws InterruptedException, IOException {
    thread.interrupt();
    try {
      var _ = end();
    } finally {
      System.setOut(screen);
      System.clearProperty("gonzo.kernel");
      loader.close();
    }
  }
}
