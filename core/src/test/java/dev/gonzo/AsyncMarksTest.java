package dev.gonzo;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.sleep;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.generator.Generator;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AsyncMarksTest {
  private static final class Constructed {
    private final boolean inside = Coroutine.isRunning();
  }

  private static final class Initialised {
    static final boolean INSIDE = Coroutine.isRunning();
  }

  @Test
  void an_ordinary_thread_is_outside() {
    assertThat(Coroutine.isRunning()).isFalse();
    assertThat(new Constructed().inside).isFalse();
  }

  @Test
  void lambdas_streams_constructors_and_initialisers_of_a_task_are_inside() {
    run(() -> {
      Supplier<Boolean> lambda = Coroutine::isRunning;
      assertThat(lambda.get()).isTrue();
      assertThat(Stream.of(1, 2).map(_ -> Coroutine.isRunning())).containsOnly(true);
      assertThat(new Constructed().inside).isTrue();
      assertThat(Initialised.INSIDE).isTrue();
    });
  }

  @Test
  void a_coroutine_driven_by_hand_is_inside() {
    assertThat(Coroutine.of(Coroutine::isRunning).send(null)).isEqualTo(new Step.Returned<>(true));
  }

  @Test
  void threads_that_a_task_has_started_are_outside() throws Exception {
    run(() -> {
      assertThat(runInThread(() -> Coroutine.isRunning())).isFalse();
      boolean[] guest = {true};
      Thread.ofVirtual().start(() -> guest[0] = Coroutine.isRunning()).join();
      assertThat(guest[0]).isFalse();
      assertThat(CompletableFuture.supplyAsync(Coroutine::isRunning).get()).isFalse();
    });
  }

  @Test
  void a_generator_is_where_its_consumer_is() {
    assertThat(asking()).containsExactly(false, false);
    run(() -> assertThat(asking()).containsExactly(true, true));
  }

  private static Generator<Boolean> asking() {
    return Generator.of(out -> {
      out.yield(Coroutine.isRunning());
      for (boolean inner : Generator.<Boolean>of(to -> to.yield(Coroutine.isRunning()))) {
        out.yield(inner);
      }
    });
  }

  @SyncOnly(instead = "Store.load()")
  private static String loadBlocking() {
    Coroutine.refuseBlocking("Store.load()");
    return "blocking";
  }

  private static String load() throws IOException {
    return Coroutine.syncOrAsync(
        () -> loadBlocking(),
        () -> {
          sleep(ofMillis(1));
          return "async";
        });
  }

  @Test
  void a_blocking_method_refuses_to_run_in_a_coroutine_and_names_the_alternative() {
    assertThat(loadBlocking()).isEqualTo("blocking");
    run(() ->
        assertThatThrownBy(() -> loadBlocking())
            .isInstanceOf(InsideCoroutineException.class)
            .hasMessage(
                "AsyncMarksTest.loadBlocking() would block the kernel, because it was"
                    + " called inside a coroutine:"
                    + " use Store.load() instead"));
  }

  @Tag("realTime")
  @Test
  void a_method_of_two_colours_picks_by_context() throws Exception {
    assertThat(load()).isEqualTo("blocking");
    assertThat(run(() -> load())).isEqualTo("async");
  }

  interface Store<T> {
    @Async
    void save(T item);

    default int size() {
      return 0;
    }
  }

  static class Good implements Store<String>, AutoCloseable {
    @Override
    @Async
    public void save(String item) {}

    @Override
    @Async
    public void close() {}
  }

  static class Forgotten implements Store<String> {
    @Override
    public void save(String item) {}
  }

  static class Surprising extends Good {
    @Override
    @Async
    public int size() {
      return 1;
    }
  }

  static class Apart {
    public void save(Object item) {}
  }

  static class Together extends Apart implements Store<Object> {}

  static class Blocking extends Good {
    @Override
    @SyncOnly
    public void save(String item) {}
  }

  @Test
  void classes_that_keep_their_colours_pass() {
    assertThatCode(() -> AsyncMarks.verify(Good.class, Store.class, Generator.class))
        .doesNotThrowAnyException();
  }

  @Test
  void an_override_that_is_not_marked_is_found_through_generics() {
    assertThatThrownBy(() -> AsyncMarks.verify(Good.class, Forgotten.class))
        .isInstanceOf(AsyncMarksException.class)
        .hasMessage(
            "Forgotten.save(java.lang.Object) is not marked, and Store.save(java.lang.Object),"
                + " which it overrides, is @Async: mark both alike");
  }

  @Test
  void an_override_that_is_marked_where_the_method_is_not_is_found() {
    assertThatThrownBy(() -> AsyncMarks.verify(Surprising.class))
        .hasMessageContaining("Surprising.size() is @Async, and Store.size()")
        .hasMessageContaining("is not marked");
  }

  @Test
  void an_inherited_method_that_implements_an_interface_is_found() {
    assertThatThrownBy(() -> AsyncMarks.verify(Together.class))
        .hasMessageContaining("Apart.save(java.lang.Object) is not marked, and Store.save");
  }

  @Test
  void all_faults_are_told_at_once() {
    assertThatThrownBy(() -> AsyncMarks.verify(Forgotten.class, Surprising.class, Blocking.class))
        .hasMessageContaining("Forgotten.save")
        .hasMessageContaining("Surprising.size")
        .hasMessageContaining("Blocking.save(java.lang.String) is @SyncOnly");
  }
}
