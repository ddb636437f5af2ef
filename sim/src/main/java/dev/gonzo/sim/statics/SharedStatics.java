package dev.gonzo.sim.statics;

import dev.gonzo.sim.process.FreshClasses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the static fields through which hosts share state, and through which a host keeps state
 * when it starts again: real machines do neither. The fields are looked at when a host starts, and
 * at the end of the simulation.
 *
 * <p>What a field shows is compared with what it has shown before the first host started; or, if
 * its class was initialised by a host, with what it shows in a class that is loaded anew.
 */
public final class SharedStatics {
  private final FreshClasses classes;
  private final Map<String, Watched> fields = new TreeMap<>();
  private final Map<String, Object> programs = new LinkedHashMap<>();

  /**
   * Creates a report on no hosts.
   *
   * @param classes loads classes anew
   */
  public SharedStatics(FreshClasses classes) {
    this.classes = classes;
  }

  /** A field, the hosts that can use it, and what it has shown to them when they began. */
  private static final class Watched {
    final StaticField field;
    // Null if its class was not initialised when the first host began.
    final @Nullable List<Object> first;
    final Set<String> hosts = new TreeSet<>();
    // The hosts that found another value than the first one when they began again, or, if that is
    // not known, the shapes that they found.
    final Map<String, List<Object>> kept = new TreeMap<>();

    Watched(StaticField field, boolean isFirst) {
      this.field = field;
      this.first = isFirst ? field.seen() : null;
    }
  }

  /**
   * A host starts its program. On the simulation's thread.
   *
   * @param host its name
   * @param program the program, as it was passed to the simulation
   */
  public void starts(String host, Object program) {
    boolean isFirst = programs.isEmpty();
    boolean again = programs.put(host, program) != null;
    look(host, program, isFirst);
    if (again) {
      for (Watched watched : fields.values()) {
        if (watched.hosts.contains(host)
            && (watched.first == null || !watched.field.seen().equals(watched.first))) {
          watched.kept.put(host, watched.field.shape());
        }
      }
    }
  }

  /** Adds the fields of classes that were initialised since it was last called. */
  private void look(String host, Object program, boolean isFirst) {
    for (Class<?> type : ProgramClasses.of(program)) {
      for (StaticField field : StaticField.of(type)) {
        fields.computeIfAbsent(field.name(), _ -> new Watched(field, isFirst)).hosts.add(host);
      }
    }
  }

  /**
   * Returns a sentence for each field, when the simulation has ended.
   *
   * @return the sentences; empty if no field is shared
   */
  public List<String> report() {
    programs.forEach((host, program) -> look(host, program, false));
    ClassLoader loader = classes.open();
    Set<String> report = new LinkedHashSet<>();
    fields.forEach((name, watched) -> {
      for (String host : keepers(watched, loader)) {
        report.add(
            "host "
                + host
                + " keeps the static "
                + name
                + " after its restart: use hostOf, which loads the classes of a program anew, or a"
                + " field of an object that the program creates");
      }
      if (watched.hosts.size() > 1 && hasChanged(watched, loader)) {
        report.add(
            "the hosts "
                + String.join(", ", watched.hosts)
                + " share the static "
                + name
                + ", which has changed: use hostOf, which loads the classes of a program anew");
      }
    });
    return List.copyOf(report);
  }

  private static List<String> keepers(Watched watched, ClassLoader loader) {
    List<String> keepers = new ArrayList<>();
    watched.kept.forEach((host, shape) -> {
      if (watched.first != null || !shape.equals(anew(watched.field, loader, shape))) {
        keepers.add(host);
      }
    });
    return keepers;
  }

  private static boolean hasChanged(Watched watched, ClassLoader loader) {
    if (watched.first != null) {
      return !watched.field.seen().equals(watched.first);
    }
    List<Object> shape = watched.field.shape();
    return !shape.equals(anew(watched.field, loader, shape));
  }

  /** What a field shows in a class that is loaded anew; the given shape if that does not work. */
  private static List<Object> anew(StaticField field, ClassLoader loader, List<Object> otherwise) {
    try {
      return field.in(Class.forName(field.type().getName(), true, loader)).shape();
    } catch (ReflectiveOperationException | LinkageError cannotBeInitialised) {
      return otherwise;
    }
  }
}
