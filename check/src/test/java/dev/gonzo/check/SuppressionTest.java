package dev.gonzo.check;

import static dev.gonzo.check.Sources.check;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuppressionTest {
  @Test
  void a_fault_is_suppressed_at_the_smallest_place() {
    check(
        """
        class Main {
          @SuppressWarnings("gonzo:static-initialiser")
          static final int ONE = load();
          static final int TWO = load(); //! static-initialiser
          static int load() { sleep(ofMillis(1)); return 1; }
          @SuppressWarnings({"unchecked", "gonzo:swallowed-cancellation"})
          void method() { try { load(); } catch (Throwable t) {} }
          void work(ExecutorService pool) {
            @SuppressWarnings("gonzo:wrong-thread")
            var known = pool.submit(() -> load());
            var other = pool.submit(() -> load()); //! wrong-thread
            try { load(); } catch (@SuppressWarnings("gonzo:swallowed-cancellation") Error e) {}
            try { load(); } catch (Error e) {} //! swallowed-cancellation
          }
          @SuppressWarnings("gonzo:override") @Async @SyncOnly void both() {}
        }
        @SuppressWarnings("gonzo:object-method")
        class Whole {
          @Override public String toString() { return "" + Main.load(); }
          static final int ONE = Main.load(); //! static-initialiser
        }
        """);
  }

  @Test
  void another_name_does_not_suppress_it() {
    check(
        """
        class Main {
          @SuppressWarnings({"gonzo:wrong-thread", "static-initialiser", "all"})
          static final int ONE = load(); //! static-initialiser
          static int load() { sleep(ofMillis(1)); return 1; }
        }
        """);
  }

  @Test
  void a_name_that_no_fault_has_is_reported() {
    var messages =
        Sources.compile("class Main { @SuppressWarnings(\"gonzo:wrong-tread\") void work() {} }");
    assertThat(messages)
        .singleElement()
        .satisfies(it ->
            assertThat(it.text())
                .startsWith("no fault is called gonzo:wrong-tread; there are gonzo:static-init")
                .contains("gonzo:wrong-thread"));
  }
}
