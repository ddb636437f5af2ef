package dev.gonzo.sim.process;

import dev.gonzo.Coroutine;
import dev.gonzo.sim.kernel.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Class loaders for programs, one for each start: their static fields begin anew, as in a process
 * of its own. The JDK, Gonzo, and what is {@link #share shared} are loaded once for all.
 */
public final class FreshClasses {
  private static final String GONZO = "dev.gonzo.";

  private final ClassLoader parent;
  private final List<String> shared = new CopyOnWriteArrayList<>();
  // Where Gonzo's own classes come from; programs may be in packages below dev.gonzo too.
  private @Nullable Set<String> gonzo;

  /**
   * Creates loaders that find what another one finds.
   *
   * @param parent the other loader, usually that of the application
   */
  public FreshClasses(ClassLoader parent) {
    this.parent = parent;
  }

  private synchronized Set<String> gonzo() {
    Set<String> known = gonzo;
    if (known == null) {
      known =
          Stream.of(Coroutine.class, World.class)
              .map(each -> origin(parent, each.getName()))
              .flatMap(Optional::stream)
              .collect(Collectors.toUnmodifiableSet());
      gonzo = known;
    }
    return known;
  }

  /**
   * Shares classes between all programs and the test: they are loaded once, and have their static
   * fields in common.
   *
   * @param name the name of a class, with the classes nested in it; or of a package, with a dot
   *     behind it
   */
  public void share(String name) {
    shared.add(name);
  }

  private boolean isShared(String name) {
    for (String each : shared) {
      boolean isPackage = each.endsWith(".");
      if (isPackage ? name.startsWith(each) : name.equals(each) || name.startsWith(each + "$")) {
        return true;
      }
    }
    return name.startsWith(GONZO) && origin(parent, name).filter(gonzo()::contains).isPresent();
  }

  private static String file(String name) {
    return name.replace('.', '/') + ".class";
  }

  /** The place of a class without its name: a directory, or a jar. */
  private static Optional<String> origin(ClassLoader loader, String name) {
    String file = file(name);
    URL found = loader.getResource(file);
    return Optional.ofNullable(found)
        .map(URL::toString)
        .map(text -> text.substring(0, text.length() - file.length()));
  }

  /**
   * {@return whether there is a class of the application with that name}
   *
   * @param name the name
   */
  public boolean has(String name) {
    return !name.contains("/") && parent.getResource(file(name)) != null;
  }

  /** {@return a loader that has loaded nothing} */
  public ClassLoader open() {
    return new Fresh();
  }

  private final class Fresh extends ClassLoader {
    Fresh() {
      super("simulated process", FreshClasses.this.parent);
      Module own = FreshClasses.class.getModule();
      own.addExports(ProcessCalls.class.getPackageName(), getUnnamedModule());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        Class<?> found = known == null ? find(name) : known;
        if (resolve) {
          resolveClass(found);
        }
        return found;
      }
    }

    private Class<?> find(String name) throws ClassNotFoundException {
      byte[] bytes = isPlatforms(name) || isShared(name) ? null : bytes(name);
      return bytes == null ? parent.loadClass(name) : defineClass(name, bytes, 0, bytes.length);
    }

    private static boolean isPlatforms(String name) {
      try {
        Class<?> _ = getPlatformClassLoader().loadClass(name);
        return true;
      } catch (ClassNotFoundException ofTheApplication) {
        return false;
      }
    }

    private byte @Nullable [] bytes(String name) {
      try (InputStream stream = parent.getResourceAsStream(file(name))) {
        return stream == null ? null : ProcessCalls.changed(stream.readAllBytes(), parent);
      } catch (IOException failure) {
        throw new UncheckedIOException("cannot read the class " + name, failure);
      }
    }
  }
}
