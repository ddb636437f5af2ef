package dev.gonzo.cli.repl;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snippets that are cancelled before they begin. */
@Tag("realTime")
@Timeout(120)
class SnippetRunTest {
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final StopChecks checks = new StopChecks(_ -> {});
  private final AtomicBoolean began = new AtomicBoolean();
  private SessionKernel kernel;
  private TaskStop stop;

  @BeforeEach
  void start() {
    kernel = SessionKernel.start(Optional.empty(), new SessionTasks(_ -> {}));
    stop = new TaskStop(kernel, checks, messages::add);
  }

  @AfterEach
  void end() {
    var _ = kernel.close(checks);
  }

  private Optional<String> run(SnippetRun run) {
    try {
      return run.run(
          "snippet",
          () -> {
            began.set(true);
            return "value";
          },
          stop);
    } catch (Throwable failure) {
      throw new CompletionException(failure);
    }
  }

  @Test
  void one_that_was_cancelled_while_it_was_compiled_has_ended() {
    var run = new SnippetRun(kernel);
    run.cancel();
    assertEquals(Optional.empty(), run(run));
    assertTrue(run.hasEnded());
    assertFalse(began.get());
  }

  @Test
  void the_task_that_keeps_the_kernel_from_one_is_named() throws Exception {
    var keeps = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    CompletableFuture<String> keeper =
        kernel.submit(
            "keeper",
            () -> {
              keeps.countDown();
              while (end.getCount() > 0) {
                Thread.onSpinWait();
              }
              return "ended";
            });
    keeps.await();
    var run = new SnippetRun(kernel);
    var result = new CompletableFuture<Optional<String>>();
    Thread thread = Thread.ofPlatform().start(() -> result.complete(run(run)));
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    run.cancel();
    assertEquals(Optional.empty(), result.get(60, SECONDS));
    assertTrue(run.hasEnded());
    assertTrue(
        messages.toString().startsWith("[task keeper keeps the kernel busy"), messages.toString());
    end.countDown();
    assertEquals("ended", keeper.get(60, SECONDS));
    assertEquals(1, kernel.submit("next", () -> 1).get(60, SECONDS));
    assertFalse(began.get());
  }
}
