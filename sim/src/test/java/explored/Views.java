package explored;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.sim.Exploration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Pairs of tasks that touch the same thing in ways that are hard to see, and prints for each
 * whether the outcomes of all orders are found by a reduced exploration. The main class of a JVM
 * with the agent.
 */
public final class Views {
  private Views() {}

  private static final class Counter extends ArrayList<Integer> {
    private static final long serialVersionUID = 1;
  }

  private record Pair(List<Integer> numbers) {}

  /** Two tasks, and what is seen at the end. */
  private record Scene(AsyncRunnable<?> one, AsyncRunnable<?> two, Supplier<Object> end) {}

  private static Map<String, Supplier<Scene>> scenes() {
    Map<String, Supplier<Scene>> scenes = new LinkedHashMap<>();
    scenes.put(
        "a method reference to a list",
        () -> {
          List<String> list = new ArrayList<>();
          Runnable clear = list::clear;
          return new Scene(clear::run, () -> list.add("two"), list::toString);
        });
    scenes.put(
        "an unmodifiable view",
        () -> {
          List<Integer> list = new ArrayList<>(List.of(1));
          List<Integer> view = Collections.unmodifiableList(list);
          int[] seen = new int[1];
          return new Scene(() -> seen[0] = view.getFirst(), () -> list.set(0, 2), () -> seen[0]);
        });
    scenes.put(
        "an iterator from before",
        () -> {
          List<Integer> list = new ArrayList<>(List.of(1, 2));
          Iterator<Integer> iterator = list.iterator();
          int[] seen = new int[1];
          return new Scene(() -> seen[0] = iterator.next(), () -> list.set(0, 3), () -> seen[0]);
        });
    scenes.put(
        "an entry of a map in a lambda",
        () -> {
          Map<String, Integer> map = new HashMap<>(Map.of("a", 1));
          return new Scene(
              () -> map.entrySet().forEach(entry -> entry.setValue(entry.getValue() * 2)),
              () -> map.merge("a", 5, Integer::sum),
              map::toString);
        });
    scenes.put(
        "an array behind a list",
        () -> {
          Integer[] array = {1, 2};
          List<Integer> list = Arrays.asList(array);
          return new Scene(
              () -> list.set(0, list.get(0) + 1), () -> array[0] = array[0] * 2, () -> array[0]);
        });
    scenes.put(
        "a list in a record, as a text",
        () -> {
          var pair = new Pair(new ArrayList<>());
          String[] seen = new String[1];
          return new Scene(
              () -> seen[0] = pair.toString(), () -> pair.numbers().add(1), () -> seen[0]);
        });
    scenes.put(
        "a list of a class of its own",
        () -> {
          var counter = new Counter();
          return new Scene(
              () -> counter.add(counter.size()),
              () -> counter.add(counter.size() * 2 + 5),
              counter::toString);
        });
    scenes.put(
        "a reference to a list",
        () -> {
          var reference = new AtomicReference<List<Integer>>(new ArrayList<>());
          return new Scene(
              () -> reference.get().add(1),
              () -> reference.set(new ArrayList<>(List.of(7))),
              () -> reference.get().toString());
        });
    scenes.put(
        "a key whose hash is read",
        () -> {
          List<Integer> key = new ArrayList<>();
          int[] seen = new int[1];
          return new Scene(() -> seen[0] = Objects.hash(key), () -> key.add(1), () -> seen[0]);
        });
    scenes.put(
        "a list in an immutable list, as a text",
        () -> {
          List<Integer> inner = new ArrayList<>();
          List<Object> outer = List.of(inner);
          String[] seen = new String[1];
          return new Scene(() -> seen[0] = outer.toString(), () -> inner.add(1), () -> seen[0]);
        });
    scenes.put(
        "a list in a list",
        () -> {
          List<Integer> inner = new ArrayList<>();
          List<Object> outer = new ArrayList<>();
          outer.add(inner);
          int[] seen = new int[1];
          return new Scene(() -> seen[0] = outer.hashCode(), () -> inner.add(1), () -> seen[0]);
        });
    scenes.put(
        "a copy of an array",
        () -> {
          int[] array = {1, 2};
          int[] seen = new int[1];
          return new Scene(() -> seen[0] = array.clone()[0], () -> array[0] = 5, () -> seen[0]);
        });
    scenes.put(
        "an element of an array",
        () -> {
          int[] array = {1, 2};
          return new Scene(() -> array[0] += 5, () -> array[0] *= 2, () -> array[0]);
        });
    scenes.put(
        "an array that is filled",
        () -> {
          int[] array = {1, 2};
          return new Scene(
              () -> Arrays.fill(array, 3), () -> array[1]++, () -> Arrays.toString(array));
        });
    scenes.put(
        "a stream of a list",
        () -> {
          List<Integer> list = new ArrayList<>(List.of(1, 2));
          int[] seen = new int[1];
          return new Scene(
              () -> seen[0] = list.stream().mapToInt(number -> number).sum(),
              () -> list.add(3),
              () -> seen[0]);
        });
    scenes.put(
        "a suppressed exception",
        () -> {
          var exception = new IllegalStateException();
          int[] seen = new int[1];
          return new Scene(
              () -> exception.addSuppressed(new IllegalStateException()),
              () -> seen[0] = exception.getSuppressed().length,
              () -> seen[0]);
        });
    scenes.put(
        "a function from the JDK's hands",
        () -> {
          List<Integer> list = new ArrayList<>(List.of(1));
          List<Integer> other = new ArrayList<>(List.of(7));
          int[] seen = new int[1];
          return new Scene(
              () -> list.forEach(other::add), () -> seen[0] = other.size(), () -> seen[0]);
        });
    scenes.put(
        "a monitor that is held over a wait",
        () -> {
          Object monitor = new Object();
          List<String> log = new ArrayList<>();
          return new Scene(
              () -> {
                synchronized (monitor) {
                  log.add("one");
                  yieldNow();
                  log.add("one");
                }
              },
              () -> {
                synchronized (monitor) {
                  log.add("two");
                }
              },
              log::toString);
        });
    return scenes;
  }

  private static AsyncCallable<String, Exception> program(Supplier<Scene> scenes) {
    return () -> {
      Scene scene = scenes.get();
      var one =
          spawn(() -> {
            yieldNow();
            scene.one().run();
          });
      var two =
          spawn(() -> {
            yieldNow();
            scene.two().run();
          });
      one.join();
      two.join();
      return String.valueOf(scene.end().get());
    };
  }

  /**
   * Compares.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    scenes()
        .forEach((name, scenes) -> {
          var exploration = Exploration.of(program(scenes));
          var all = exploration.withoutReduction().explore().outcomes().keySet();
          var reduced = exploration.explore().outcomes().keySet();
          boolean isTested = all.size() > 1;
          System.out.println(
              name
                  + (all.equals(reduced) && isTested
                      ? ": same"
                      : ": DIFFERENT, " + all + " and " + reduced));
        });
  }
}
