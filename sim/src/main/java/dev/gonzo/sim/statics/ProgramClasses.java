package dev.gonzo.sim.statics;

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
 * The names of the classes that a program can use: those that its class names, and those that they
 * name, as far as they come from the same directory or jar.
 */
final class ProgramClasses {
  private static final int MOST = 5_000;

  private static final ClassValue<Set<String>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
          return reachable(type);
        }
      };

  private ProgramClasses() {}

  /** The names for a program, sorted. */
  static Set<String> of(Object program) {
    return KNOWN.get(type(program));
  }

  /** The class of a program; for a lambda, the one that contains it. */
  static Class<?> type(Object program) {
    Class<?> type = program.getClass();
    return type.isHidden() ? type.getNestHost() : type;
  }

  private static Set<String> reachable(Class<?> begin) {
    ClassLoader loader = begin.getClassLoader();
    String origin = loader == null ? null : origin(loader, begin.getName());
    if (loader == null || origin == null) {
      return Set.of(); // a class of the JDK, or one without a file
    }
    Set<String> seen = new LinkedHashSet<>();
    Queue<String> next = new ArrayDeque<>();
    next.add(begin.getName());
    while (!next.isEmpty() && seen.size() < MOST) {
      String name = next.remove();
      if (!seen.contains(name) && origin.equals(origin(loader, name))) {
        seen.add(name);
        next.addAll(named(loader, name));
      }
    }
    return new TreeSet<>(seen);
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

  private static Set<String> named(ClassLoader loader, String name) {
    Set<String> names = new LinkedHashSet<>();
    try (InputStream stream = loader.getResourceAsStream(file(name))) {
      if (stream != null) {
        for (PoolEntry entry : ClassFile.of().parse(stream.readAllBytes()).constantPool()) {
          if (entry instanceof ClassEntry type && !type.asInternalName().startsWith("[")) {
            names.add(type.asInternalName().replace('/', '.'));
          }
        }
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      return names; // it has no statics that could be looked at
    }
    return names;
  }
}
