package dev.gonzo.check;

import static dev.gonzo.check.Sources.check;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.tools.Diagnostic;
import org.junit.jupiter.api.Test;

/** Where a call is, or what it means, does not show in the source. */
class EdgesTest {
  @Test
  void lambdas_that_run_in_place_belong_to_the_code_around_them() {
    check(
        """
        class Main {
          static { List.of(1).forEach(i -> sleep(ofMillis(i))); } //! static-initialiser
          void work(List<Integer> list) {
            try { list.forEach(i -> sleep(ofMillis(i))); } catch (Error e) {} //! swallowed-cancellation
            synchronized (this) { Optional.of(1).ifPresent(this::nap); } //! synchronized
            list.forEach(i -> System.out.println(i));
          }
          @Override public String toString() {
            timeoutAfter(ofMillis(1), () -> nap(1)); //! object-method object-method
            return "";
          }
          void nap(int i) { sleep(ofMillis(i)); }
        }
        """);
  }

  @Test
  void where_a_lambda_runs_is_not_guessed() {
    check(
        """
        class Main {
          static final List<Runnable> LATER = new ArrayList<>();
          static { LATER.add(() -> sleep(ofMillis(1))); own(() -> sleep(ofMillis(1))); }
          static void own(Runnable code) {}
          void work(Executor mayRunInPlace, CompletableFuture<String> future, List<Integer> list) {
            mayRunInPlace.execute(() -> sleep(ofMillis(1)));
            future.thenAccept(it -> sleep(ofMillis(1)));
            future.thenAcceptAsync(it -> sleep(ofMillis(1)), mayRunInPlace);
            try { list.parallelStream().forEach(i -> sleep(ofMillis(i))); } catch (Error e) {}
            try { list.stream().map(i -> nap(i)).toList(); } catch (Error e) {}
          }
          int nap(int i) { sleep(ofMillis(i)); return i; }
        }
        """);
  }

  @Test
  void code_in_a_variable_runs_where_the_variable_is_passed() {
    check(
        """
        class Main {
          void work(ExecutorService pool) {
            Runnable nap = () -> sleep(ofMillis(1)); //! wrong-thread
            pool.submit(nap);
            Runnable other = () -> sleep(ofMillis(1));
            other = () -> {};
            pool.submit(other);
          }
        }
        """);
  }

  @Test
  void calls_that_are_not_written_count() {
    check(
        """
        class Main {
          static class Connection implements AutoCloseable {
            @Override @Async public void close() {}
          }
          static class Rows implements Iterable<String> {
            @Override public Iterator<String> iterator() { return new Cursor(); }
          }
          static class Cursor implements Iterator<String> {
            @Override public boolean hasNext() { return true; }
            @Override public String next() { sleep(ofMillis(1)); return ""; }
          }
          static { try (var it = new Connection()) {} } //! static-initialiser
          static { for (var row : every(ofMillis(1))) break; } //! static-initialiser
          void work(Name name) {
            synchronized (this) { IO.println("name: " + name); } //! synchronized
            synchronized (this) { var text = ""; text += name; } //! synchronized
            synchronized (this) { var text = "" + 1 + "x"; }
          }
        }
        class Name {
          @Override public String toString() { sleep(ofMillis(1)); return ""; } //! object-method
        }
        """);
  }

  @Test
  void method_references_and_constructors_count_like_calls() {
    check(
        """
        class Main {
          int loaded = load();
          Main() {}
          Main(int i) { this(); }
          static int load() { sleep(ofMillis(1)); return 1; }
          static Main one = new Main(1); //! static-initialiser
          void work(ExecutorService pool, Task<String> task, Part part) {
            pool.execute(Main::new); //! wrong-thread
            pool.submit(task::join); //! wrong-thread
            pool.submit(() -> new Sub()); //! wrong-thread
            pool.submit(() -> new Pair(1)); //! wrong-thread
            pool.submit(() -> new Main() {}); //! wrong-thread
            pool.submit(() -> part.get("")); //! wrong-thread
            pool.submit(part::size);
          }
        }
        class Sub extends Main {}
        record Pair(int a) { Pair { sleep(ofMillis(a)); } }
        interface Source<T> { T get(T key); }
        class Part implements Source<String> {
          @Override public String get(String key) { sleep(ofMillis(1)); return key; }
          int size() { return 1; }
        }
        """);
  }

  @Test
  void a_callable_where_an_overload_takes_async_code() {
    check(
        """
        class Pool {
          <T> void submit(Callable<T> work) {}
          <T> void submit(AsyncCallable<T, Exception> work) {}
          void work() {
            submit((Callable<Integer>) () -> { sleep(ofMillis(1)); return 1; }); //! callable
            Callable<Integer> stored = () -> { sleep(ofMillis(1)); return 1; }; //! callable
            submit(stored);
            submit((AsyncCallable<Integer, Exception>) () -> { sleep(ofMillis(1)); return 1; });
            submit((Callable<Integer>) () -> 1);
          }
        }
        """);
  }

  @Test
  void what_may_be_universal_is_for_threads_too() {
    check(
        """
        import dev.gonzo.queue.Queue;
        class Main {
          void work(ExecutorService pool, Queue<String> queue) {
            pool.submit(() -> queue.put("a"));
            pool.submit(() -> put(queue));
            synchronized (queue) { queue.put("a"); } //! synchronized
          }
          void put(Queue<String> queue) { queue.put("b"); }
        }
        """);
  }

  @Test
  void code_that_asks_where_it_is_is_right_on_both_sides() {
    check(
        """
        class Main {
          static final int ONE = both();
          static int both() {
            if (Coroutine.isRunning()) { sleep(ofMillis(1)); return 1; }
            return run(() -> 2);
          }
          void work(ExecutorService pool) { pool.submit(() -> both()); run(() -> both()); }
        }
        """);
  }

  @Test
  void a_cycle_of_calls_ends() {
    check(
        """
        class Main {
          static final int ONE = odd(3); //! static-initialiser
          static int odd(int i) { return i == 0 ? 0 : even(i - 1); }
          static int even(int i) { sleep(ofMillis(1)); return odd(i); }
        }
        """);
  }

  @Test
  void a_failure_of_the_plug_in_is_a_warning() {
    var broken =
        new Sources.Text(
            "Main",
            "class Main { static { dev.gonzo.Gonzo.sleep(null); }"
                + " public String toString() { dev.gonzo.Gonzo.sleep(null); return null; } }") {
          @Override
          public String getName() {
            if (StackWalker.getInstance()
                .walk(frames ->
                    frames.anyMatch(each -> each.getClassName().contains("check.Report")))) {
              throw new IllegalStateException("broken");
            }
            return super.getName();
          }
        };
    assertThat(Sources.compile(List.of(), List.of(), List.of(), List.of(broken)))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.kind()).isEqualTo(Diagnostic.Kind.WARNING);
          assertThat(it.text()).contains("has failed, please report it");
        });
  }
}
