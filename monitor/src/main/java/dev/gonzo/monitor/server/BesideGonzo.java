package dev.gonzo.monitor.server;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Loads the monitor's classes for a program that has Gonzo in a class loader of its own, as
 * application servers do: the system's class loader has the monitor too, but no Gonzo for it.
 */
final class BesideGonzo extends URLClassLoader {
  private static final String MONITOR = "dev.gonzo.monitor.";
  private static final Map<ClassLoader, BesideGonzo> LOADERS = new WeakHashMap<>();

  private BesideGonzo(URL jar, ClassLoader gonzo) {
    super(new URL[] {jar}, gonzo);
  }

  /** One for each of the program's class loaders, so that there is one server. */
  static synchronized ClassLoader loader(Path jar, ClassLoader gonzo) {
    return LOADERS.computeIfAbsent(
        gonzo,
        _ -> {
          try {
            return new BesideGonzo(jar.toUri().toURL(), gonzo);
          } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException("not a jar: " + jar, impossible);
          }
        });
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(MONITOR)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }
}
