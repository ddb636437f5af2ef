package dev.gonzo.cli.repl;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.constant.ClassDesc;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes of a session by one class loader, so that a task which runs since an earlier
 * snippet sees the types of later ones. The checks of {@link LoopChecks} are put in here.
 */
final class SnippetLoader implements LoaderDelegate, AutoCloseable {
  private final Classes classes;

  /** The loader itself, which keeps the class files. */
  private static final class Classes extends URLClassLoader {
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    Classes(ClassLoader parent) {
      super(new URL[0], parent);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] file = files.get(name);
      return file == null ? super.findClass(name) : defineClass(name, file, 0, file.length);
    }

    @Override
    protected void addURL(URL url) {
      super.addURL(url);
    }

    @Nullable InputStream fileOf(ClassDesc type) {
      String packageName = type.packageName();
      String name = (packageName.isEmpty() ? "" : packageName + ".") + type.displayName();
      byte[] file = files.get(name);
      return file == null ? null : new ByteArrayInputStream(file);
    }
  }

  /**
   * Creates one without classes.
   *
   * @param parent finds Gonzo and what is on the class path of the command
   */
  SnippetLoader(ClassLoader parent) {
    classes = new Classes(parent);
    classes.files.put(LoopChecks.CLASS, LoopChecks.checkClass());
  }

  /** {@return the class loader of all snippets} */
  ClassLoader loader() {
    return classes;
  }

  /** {@return what sets the field that the checks read} */
  Consumer<@Nullable Runnable> checkField() {
    try {
      var field = findClass(LoopChecks.CLASS).getField(LoopChecks.FIELD);
      return check -> {
        try {
          field.set(null, check);
        } catch (IllegalAccessException impossible) {
          throw new IllegalStateException(impossible);
        }
      };
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void load(ClassBytecodes[] some) throws ClassInstallException {
    var loaded = new boolean[some.length];
    try {
      // All first, since they may refer to each other.
      for (ClassBytecodes one : some) {
        classes.files.put(one.name(), one.bytecodes());
      }
      var types =
          ClassHierarchyResolver.ofResourceParsing(classes::fileOf)
              .orElse(ClassHierarchyResolver.ofResourceParsing(classes));
      for (ClassBytecodes one : some) {
        classes.files.put(one.name(), LoopChecks.into(one.bytecodes(), types));
      }
      for (int i = 0; i < some.length; i++) {
        // Resolves the types of its signatures, so that one that is missing is found now.
        var _ = classes.loadClass(some[i].name()).getDeclaredMethods();
        loaded[i] = true;
      }
    } catch (ClassNotFoundException | LinkageError | IllegalArgumentException failure) {
      throw new ClassInstallException("load: " + failure.getMessage(), loaded);
    }
  }

  @Override
  public Class<?> findClass(String name) throws ClassNotFoundException {
    return classes.loadClass(name);
  }

  @Override
  public void classesRedefined(ClassBytecodes[] some) {
    throw new IllegalStateException("a class of a snippet cannot be redefined");
  }

  @Override
  public void addToClasspath(String classPath) {
    try {
      for (String part : classPath.split(File.pathSeparator, -1)) {
        if (!part.isEmpty()) {
          classes.addURL(Path.of(part).toUri().toURL());
        }
      }
    } catch (MalformedURLException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }

  @Override
  public void close() throws IOException {
    classes.close();
  }
}
