package dev.gonzo.sim.statics;

import dev.gonzo.sim.jdk.LoadedClasses;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a program has used: its own, and those that they name, as far as they come from
 * the same directory or jar and are initialised.
 */
final class ProgramClasses {
  private static final int MOST = 5_000;

  /** The names in a class of classes with the same origin. */
  private static final ClassValue<Set<String>> NAMED =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
          return named(type);
        }
      };

  private ProgramClasses() {}

  /** The class of a program; for a lambda, the one that contains it. */
  static Class<?> type(Object program) {
    Class<?> type = program.getClass();
    return type.isHidden() ? type.getNestHost() : type;
  }

  /** The classes that a program has used until now. */
  static Set<Class<?>> of(Object program) {
    Class<?> begin = type(program);
    Set<Class<?>> seen = new LinkedHashSet<>();
    ClassLoader loader = begin.getClassLoader();
    if (loader == null) {
      return seen; // a class of the JDK
    }
    Queue<Class<?>> next = new ArrayDeque<>();
    next.add(begin);
    while (!next.isEmpty() && seen.size() < MOST) {
      Class<?> type = next.remove();
      if (seen.add(type)) {
        for (String name : NAMED.get(type)) {
          Class<?> used = LoadedClasses.initialized(loader, name);
          if (used != null) {
            next.add(used);
          }
        }
      }
    }
    return seen;
  }

  private static String file(String name) {
    return name.replace('.', '/') + ".class";
  }

  private static @Nullable String origin(ClassLoader loader, String name) {
    String file = file(name);
    URL found = loader.getResource(file);
    if (found == null) {
      return null;
    }
    String text = found.toString();
    return text.substring(0, text.length() - file.length());
  }

  private static Set<String> named(Class<?> type) {
    Set<String> names = new TreeSet<>();
    ClassLoader loader = type.getClassLoader();
    String origin = origin(loader, type.getName());
    if (origin == null) {
      return names;
    }
    try (InputStream stream = loader.getResourceAsStream(file(type.getName()))) {
      if (stream != null) {
        for (PoolEntry entry : ClassFile.of().parse(stream.readAllBytes()).constantPool()) {
          if (entry instanceof ClassEntry named && !named.asInternalName().startsWith("[")) {
            String name = named.asInternalName().replace('/', '.');
            if (origin.equals(origin(loader, name))) {
              names.add(name);
            }
          }
        }
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      names.clear(); // it has no statics that could be looked at
    }
    return names;
  }
}
