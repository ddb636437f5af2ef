package dev.gonzo.cli.replay;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Field;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.EventRequestManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The spots at which one JVM stops now. Their classes may be loaded later. */
final class Spots {
  private static final String SPOT = "spot";

  private final VirtualMachine machine;
  private final Set<String> classes;
  private final Map<Spot, List<EventRequest>> installed = new HashMap<>();

  /**
   * Creates them, without any.
   *
   * @param classes the names of the program's classes, if they are known
   */
  Spots(VirtualMachine machine, Set<String> classes) {
    this.machine = machine;
    this.classes = classes;
  }

  /** Stops at these, and at no others. The JVM is suspended. */
  void set(Set<Spot> wanted) {
    for (Spot spot : Set.copyOf(installed.keySet())) {
      if (!wanted.contains(spot)) {
        machine.eventRequestManager().deleteEventRequests(installed.remove(spot));
      }
    }
    for (Spot spot : wanted) {
      if (!installed.containsKey(spot)) {
        install(spot);
      }
    }
  }

  /** {@return the spot of a request; null if it is another's} */
  static @Nullable Spot of(@Nullable EventRequest request) {
    return request != null && request.getProperty(SPOT) instanceof Spot spot ? spot : null;
  }

  /** A class was loaded, for which a spot has waited. */
  void loaded(Spot spot, ReferenceType type) {
    List<EventRequest> requests = installed.get(spot);
    if (requests != null) {
      requests.addAll(requests(spot, type));
    }
  }

  private void install(Spot spot) {
    EventRequestManager manager = machine.eventRequestManager();
    ClassPrepareRequest loads = manager.createClassPrepareRequest();
    List<EventRequest> requests = new ArrayList<>();
    requests.add(loads);
    switch (spot) {
      case Spot.Line(String file, int _) -> {
        loads.addSourceNameFilter(file);
        for (ReferenceType type : loadedFrom(file)) {
          requests.addAll(requests(spot, type));
        }
      }
      case Spot.Write(String name, String _) -> {
        loads.addClassFilter(name);
        for (ReferenceType type : machine.classesByName(name)) {
          requests.addAll(requests(spot, type));
        }
      }
    }
    loads.putProperty(SPOT, spot);
    loads.enable();
    installed.put(spot, requests);
  }

  /** {@return the loaded classes that were compiled from a file} */
  List<ReferenceType> loadedFrom(String file) {
    String base = file.replaceFirst("\\.java$", "");
    List<ReferenceType> found = new ArrayList<>();
    for (ReferenceType type : machine.allClasses()) {
      String simple = type.name().substring(type.name().lastIndexOf('.') + 1);
      // The name of the file is asked for only where it may fit: each question takes a while.
      boolean isLikely =
          classes.contains(type.name()) || simple.equals(base) || simple.startsWith(base + "$");
      if (isLikely && isFrom(type, file)) {
        found.add(type);
      }
    }
    return found;
  }

  private static boolean isFrom(ReferenceType type, String file) {
    try {
      return type.sourceName().equals(file);
    } catch (AbsentInformationException compiledWithout) {
      return false;
    }
  }

  private List<EventRequest> requests(Spot spot, ReferenceType type) {
    List<EventRequest> requests = new ArrayList<>();
    switch (spot) {
      case Spot.Line(String _, int line) -> {
        for (Location place : places(type, line)) {
          requests.add(machine.eventRequestManager().createBreakpointRequest(place));
        }
      }
      case Spot.Write(String _, String name) ->
          Optional.ofNullable(type.fieldByName(name))
              .map((Field field) ->
                  machine.eventRequestManager().createModificationWatchpointRequest(field))
              .ifPresent(requests::add);
    }
    for (EventRequest request : requests) {
      request.putProperty(SPOT, spot);
      request.enable();
    }
    return requests;
  }

  /** {@return where a line begins: once in each method that has a part of it} */
  static List<Location> places(ReferenceType type, int line) {
    List<Location> places = new ArrayList<>();
    Set<Method> seen = new HashSet<>();
    try {
      for (Location place : type.locationsOfLine(line)) {
        if (seen.add(place.method())) {
          places.add(place);
        }
      }
    } catch (AbsentInformationException compiledWithout) {
      // then it has no lines
    }
    return places;
  }
}
