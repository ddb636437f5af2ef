package rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.queue.*;
import dev.gonzo.queue.PriorityQueue;
import dev.gonzo.queue.Queue;
import dev.gonzo.sync.*;
import dev.gonzo.sync.Condition;
import dev.gonzo.sync.Lock;
import dev.gonzo.sync.ReentrantLock;
import dev.gonzo.sync.Semaphore;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.locks.*;
import org.junit.jupiter.api.Test;

/** The imports of docs/faq.md for names that Gonzo and the JDK have in common. */
class StarImportsTest {
  @Test
  void a_name_that_both_have_is_decided_by_its_own_import() {
    List<Class<?>> ours =
        List.of(
            Queue.class,
            PriorityQueue.class,
            Channel.class,
            Lock.class,
            ReentrantLock.class,
            Condition.class,
            Semaphore.class,
            Event.class);
    assertThat(ours).allSatisfy(type -> assertThat(type.getName()).startsWith("dev.gonzo."));
    assertThat(new ArrayDeque<>(List.of(TimeUnit.DAYS))).hasSize(1);
  }
}
