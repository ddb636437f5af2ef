package dev.gonzo.junit;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.gonzo.Moment;
import dev.gonzo.OutsideKernelException;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.Lock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelOfEachTest {
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static final Set<Task<?>> MAINS = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void forget() {
    SEEN.clear();
    MAINS.clear();
  }

  /** Everything in one task, in order. */
  @GonzoTest(virtualTime = true)
  static class Lifecycle {
    private final Task<?> main = Task.current();
    private final Moment begun = Moment.now();
    private Task<String> helper;
    private AutoCloseable held;
    private TaskGroup<Integer> group;
    private final Lock lock = Lock.of();

    @BeforeAll
    static void outside() {
      Assertions.assertThrows(OutsideKernelException.class, () -> sleep(Duration.ZERO));
    }

    @AfterAll
    static void outsideToo() {
      outside();
    }

    @BeforeEach
    void begin() {
      assertThat(Task.current()).isSameAs(main);
      helper =
          spawn(
              "helper",
              () -> {
                SEEN.add("helper begins");
                sleep(ofHours(1));
                return "help";
              });
      held = lock.acquire();
      group = TaskGroup.open();
      group.spawn(() -> 42);
    }

    @Test
    void it_is_one_task() {
      assertThat(Task.current()).isSameAs(main);
      assertThat(main.name()).isEqualTo("main");
      SEEN.add("test begins");
      assertThat(helper.join()).isEqualTo("help");
      assertThat(Moment.now().since(begun)).isEqualTo(ofHours(1));
    }

    @AfterEach
    void end() throws Exception {
      assertThat(Task.current()).isSameAs(main);
      group.join();
      assertThat(group.results()).containsExactly(42);
      group.close();
      held.close();
      MAINS.add(main);
    }

    @Test
    void another_one_has_another_kernel() {
      helper.join();
    }
  }

  @Test
  void all_methods_of_a_test_run_in_its_main_task() {
    var results = Results.of(Lifecycle.class);
    assertThat(results.failed()).isEmpty();
    assertThat(results.passed())
        .containsExactlyInAnyOrder("it_is_one_task", "another_one_has_another_kernel");
    assertThat(MAINS).hasSize(2);
    assertThat(SEEN).containsSubsequence("helper begins", "test begins");
  }

  /** Without the annotation on the class. */
  static class OnMethods {
    @GonzoTest(virtualTime = true)
    void alone() {
      sleep(ofDays(1));
    }

    @Test
    @GonzoTest(kernel = "nio")
    void with_test() {
      SEEN.add(Thread.currentThread().isVirtual() + " " + Task.current().name());
      spawn(() -> 1).join();
    }

    @GonzoTest(kernel = "guest")
    void as_a_guest() {
      spawn(() -> 1).join();
    }

    @Test
    void outside() {
      Assertions.assertThrows(OutsideKernelException.class, () -> spawn(() -> 1));
    }

    @GonzoTest(kernel = "no such")
    void of_an_unknown_kernel() {}
  }

  @Test
  void on_a_method_it_makes_the_method_a_test() {
    var results = Results.of(OnMethods.class);
    assertThat(results.passed())
        .containsExactlyInAnyOrder("alone", "with_test", "as_a_guest", "outside");
    assertThat(results.failure("of_an_unknown_kernel"))
        .hasMessageContaining("there is no kernel called 'no such'");
    assertThat(SEEN).containsExactly("true main");
  }

  /** Each kind of test. */
  @GonzoTest(virtualTime = true)
  static class Kinds {
    private int before;

    @BeforeEach
    void begin() {
      sleep(ofHours(1));
      before++;
    }

    @ParameterizedTest(name = "parameter {0}")
    @ValueSource(ints = {1, 2, 3})
    void parameterised(int hours) {
      sleep(ofHours(hours));
      assertThat(before).isOne();
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofHours(1 + hours));
      MAINS.add(Task.current());
    }

    @RepeatedTest(value = 2, name = "repetition {currentRepetition}")
    void repeated(RepetitionInfo info, TestInfo test, @TempDir Path directory) {
      sleep(ofHours(info.getCurrentRepetition()));
      assertThat(test.getDisplayName()).startsWith("repetition");
      assertThat(Files.isDirectory(directory)).isTrue();
      MAINS.add(Task.current());
    }

    @TestFactory
    Stream<DynamicTest> dynamic() {
      Task<?> main = Task.current();
      return Stream.of(
          dynamicTest(
              "dynamic one",
              () -> {
                sleep(ofHours(1));
                assertThat(Task.current()).isSameAs(main);
                assertThat(Moment.now().sinceOrigin()).isEqualTo(ofHours(2));
              }),
          dynamicTest(
              "dynamic two", () -> assertThat(Moment.now().sinceOrigin()).isEqualTo(ofHours(2))));
    }

    @Disabled("it would hang")
    @Test
    void disabled() {
      Queue.<String>bounded(1).get();
    }

    /** In the kernel of the outer class. */
    @Nested
    class Inner {
      private final Queue<Integer> queue = Queue.bounded(1);

      @BeforeEach
      void begin() {
        spawn(() -> queue.put(before)).join();
      }

      @Test
      void nested() {
        sleep(ofHours(1));
        assertThat(queue.get()).isOne();
        MAINS.add(Task.current());
      }

      @Test
      @GonzoTest
      void nearest() {
        SEEN.add("not reached: in real time the outer class sleeps for an hour");
      }
    }
  }

  @Test
  void every_kind_of_test_works_and_each_invocation_has_a_kernel() {
    var results =
        Results.with(
            java.util.Map.of("junit.jupiter.execution.timeout.beforeeach.method.default", "300 ms"),
            Kinds.class);
    assertThat(results.passed())
        .containsExactlyInAnyOrder(
            "parameter 1",
            "parameter 2",
            "parameter 3",
            "repetition 1",
            "repetition 2",
            "dynamic one",
            "dynamic two",
            "nested");
    assertThat(results.skipped()).containsExactly("disabled");
    assertThat(results.failed()).containsOnlyKeys("nearest");
    assertThat(results.failure("nearest"))
        .hasMessageContaining("begin")
        .hasMessageContaining("main");
    assertThat(MAINS).hasSize(6);
  }

  /** One instance for all tests. */
  @GonzoTest(virtualTime = true)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneInstance {
    private final String maker = Thread.currentThread().getName();
    private int tests;

    @BeforeAll
    void outside() {
      Assertions.assertThrows(OutsideKernelException.class, () -> spawn(() -> 1));
    }

    @RepeatedTest(3)
    void each() {
      MAINS.add(Task.current());
      sleep(ofHours(1));
      assertThat(Moment.now().sinceOrigin()).isEqualTo(ofHours(1));
      assertThat(maker).doesNotContain("gonzo");
      tests++;
    }

    @AfterAll
    void count() {
      SEEN.add("tests " + tests);
    }
  }

  @Test
  void with_one_instance_each_test_has_a_kernel_too() {
    assertThat(Results.of(OneInstance.class).failed()).isEmpty();
    assertThat(MAINS).hasSize(3);
    assertThat(SEEN).containsExactly("tests 3");
  }

  /** Derived from an annotated class. */
  static class Derived extends Lifecycle {
    @Test
    void derived() {
      sleep(ofHours(3));
    }
  }

  @Test
  void a_derived_class_inherits_the_annotation_and_its_methods() {
    var results = Results.of(Derived.class);
    assertThat(results.failed()).isEmpty();
    assertThat(results.passed()).hasSize(3);
  }

  /** Both annotations on one method. */
  static class Competing {
    @GonzoTest(virtualTime = true)
    @ParameterizedTest(name = "parameter {0}")
    @ValueSource(ints = {1, 2})
    void twice(int hours) {
      sleep(ofHours(hours));
    }
  }

  @Test
  void with_another_annotation_the_method_runs_as_that_one_says() {
    var results = Results.of(Competing.class);
    assertThat(results.passed()).containsExactly("parameter 1", "parameter 2");
    assertThat(results.failed()).isEmpty();
    assertThat(results.skipped()).hasSize(1);
  }

  /** The thread of a test is not JUnit's. */
  @GonzoTest(virtualTime = true)
  static class ClassLoaders {
    private static final ClassLoader OWN = new ClassLoader() {};
    private ClassLoader before;

    @BeforeAll
    static void set() {
      Thread.currentThread().setContextClassLoader(OWN);
    }

    @AfterAll
    static void reset() {
      Thread.currentThread().setContextClassLoader(OWN.getParent());
    }

    @BeforeEach
    void begin() {
      before = Thread.currentThread().getContextClassLoader();
    }

    @Test
    void same() {
      assertThat(before).isSameAs(OWN);
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(OWN);
    }
  }

  @Test
  void the_context_class_loader_is_that_of_junits_thread() {
    assertThat(Results.of(ClassLoaders.class).failed()).isEmpty();
  }
}
