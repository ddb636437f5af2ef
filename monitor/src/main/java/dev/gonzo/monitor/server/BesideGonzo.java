package dev.gonzo.monitor.server;

import java.lang.ref.WeakReference;
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
  // Weak values too: each refers to its key, as its parent. A server that is open keeps its own.
  private static final Map<ClassLoader, WeakReference<BesideGonzo>> LOADERS = new WeakHashMap<>();

  private BesideGonzo(URL jar, ClassLoader gonzo) {
    super(new URL[] {jar}, gonzo);
  }

  /** One for each of the program's class loaders, so that there is one server. */
  static synchronized ClassLoader loader(Path jar, ClassLoader gonzo) {
    WeakReference<BesideGonzo> known = LOADERS.get(gonzo);
    BesideGonzo loader = known == null ? null : known.get();
    if (loader == null) {
      try {
        loader = new BesideGonzo(jar.toUri().toURL(), gonzo);
      } catch (MalformedURLException impossible) {
        throw new IllegalArgumentException("not a jar: " + jar, impossible);
      }
      LOADERS.put(gonzo, new WeakReference<>(loader));
    }
    return loader;
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
