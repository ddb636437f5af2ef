package rules.realtime;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The code that a test reaches by name: members of its own file, and helpers in other files of its
 * module or of the conformance kit.
 */
final class Closure {
  /** They run each chapter of the kit as a nested class. */
  private static final List<String> RUNNERS =
      List.of("tck/KernelConformance", "tck/NetworkKernelConformance", "tck/FullKernelConformance");

  private final Map<String, TestFile> byName = new HashMap<>();

  Closure(Collection<TestFile> files) {
    files.forEach(file -> byName.put(file.module() + "/" + file.name(), file));
  }

  /** {@return the tests of a file that use real time and are not tagged, each with the reason} */
  List<String> untagged(TestFile file) {
    return file.tests().stream()
        .flatMap(test ->
            realTime(file, test)
                .map(place -> file.name() + "." + test + " because of " + place)
                .stream())
        .sorted()
        .toList();
  }

  private Optional<String> realTime(TestFile file, String test) {
    var members = new HashSet<>(file.setUp());
    members.add(test);
    members.add(""); // initialisers
    Set<Place> reached = reached(file, members);
    Optional<String> clock = first(reached, Uses::readsClock);
    if (clock.isPresent()
        || first(reached, Uses::isVirtual).isPresent()
        || isRunInVirtualTime(file)) {
      return clock;
    }
    // By hand, a sleep is only a request; on a kernel it takes time.
    boolean runs = reached.stream().anyMatch(place -> place.uses().stream().anyMatch(Uses::runs));
    return runs ? first(reached, Uses::readsKernelsClock) : Optional.empty();
  }

  private static Optional<String> first(Set<Place> places, Predicate<Uses> what) {
    return places.stream()
        .filter(place -> place.uses().stream().anyMatch(what))
        .map(place -> place.file.name() + "." + place.member)
        .min(Comparator.naturalOrder());
  }

  /** A chapter of the kit does not determine its kernel; the class that runs it does. */
  private boolean isRunInVirtualTime(TestFile chapter) {
    String nested = chapter.name().replace("Conformance", "");
    return RUNNERS.stream()
        .map(byName::get)
        .filter(Objects::nonNull)
        .flatMap(runner -> runner.members().getOrDefault(nested, List.of()).stream())
        .anyMatch(Uses::isVirtual);
  }

  private record Place(TestFile file, String member) {
    List<Uses> uses() {
      return file.members().getOrDefault(member, List.of());
    }
  }

  private Set<Place> reached(TestFile file, Set<String> members) {
    Set<Place> reached = new HashSet<>();
    Deque<Place> open = new ArrayDeque<>();
    members.forEach(member -> open.add(new Place(file, member)));
    while (!open.isEmpty()) {
      Place place = open.remove();
      if (place.uses().isEmpty() || !reached.add(place)) {
        continue;
      }
      for (String name : place.uses().stream().flatMap(one -> one.names().stream()).toList()) {
        open.add(new Place(place.file, name));
        open.addAll(inHelper(place.file, name));
      }
    }
    return reached;
  }

  private List<Place> inHelper(TestFile from, String name) {
    String importedFrom = from.staticImports().getOrDefault(name, name);
    TestFile helper = byName.get(from.module() + "/" + importedFrom);
    if (helper == null) {
      helper = byName.get("tck/" + importedFrom);
    }
    if (helper == null || helper == from) {
      return List.of();
    }
    TestFile found = helper;
    if (!helper.name().equals(name)) {
      return List.of(new Place(found, name));
    }
    Set<String> members = helper.isHelper() ? helper.members().keySet() : Set.of();
    return members.stream().map(member -> new Place(found, member)).toList();
  }
}
