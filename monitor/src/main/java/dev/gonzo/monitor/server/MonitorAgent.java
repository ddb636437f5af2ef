package dev.gonzo.monitor.server;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a tool loads into a running program. It names no other class of Gonzo, since the program may
 * have Gonzo in a class loader of its own, which it finds first.
 */
public final class MonitorAgent {
  // As in AttachedMonitor, which may be in another class loader.
  private static final String PROBLEM = "dev.gonzo.monitor.problem";
  private static final String SERVER = "dev.gonzo.monitor.server.AttachedMonitor";

  private MonitorAgent() {}

  /**
   * Opens the server, or says in a property why it cannot.
   *
   * @param jar the jar with the classes of the monitor
   * @param instrumentation finds the classes of Gonzo
   */
  public static void agentmain(String jar, Instrumentation instrumentation) {
    System.clearProperty(PROBLEM);
    try {
      ClassLoader loader = loader(Path.of(jar), instrumentation);
      if (loader == null) {
        problem("no kernel has run in it: it is not a program on Gonzo, or has not called run yet");
      } else {
        Class.forName(SERVER, true, loader).getMethod("start").invoke(null);
      }
    } catch (InvocationTargetException failed) {
      problem(Objects.requireNonNullElse(failed.getCause(), failed));
    } catch (ReflectiveOperationException | LinkageError | RuntimeException failed) {
      problem(failed);
    }
  }

  private static void problem(Throwable failed) {
    String missing = String.valueOf(failed.getMessage());
    if (failed instanceof NoClassDefFoundError && missing.matches("(java|jdk).*")) {
      problem(
          "it runs without "
              + missing.replace('/', '.')
              + ": add the module of that class to the program, with --add-modules or in its image");
    } else if (failed instanceof LinkageError || failed instanceof ReflectiveOperationException) {
      problem(failed + "; it runs with another version of Gonzo than this command");
    } else {
      problem(failed instanceof IOException ? missing : failed.toString());
    }
  }

  private static void problem(String sentence) {
    System.setProperty(PROBLEM, sentence);
  }

  private static @Nullable ClassLoader loader(Path jar, Instrumentation instrumentation) {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.getName().equals("dev.gonzo.kernel.loop.RunningKernels")) {
        ClassLoader loader = loaded.getClassLoader();
        return loader == ClassLoader.getSystemClassLoader()
            ? loader
            : BesideGonzo.loader(jar, loader);
      }
    }
    return null;
  }
}
