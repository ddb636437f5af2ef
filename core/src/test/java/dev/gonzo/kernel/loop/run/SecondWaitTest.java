package dev.gonzo.kernel.loop.run;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Coroutine;
import dev.gonzo.Outcome;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Receive;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A driver may wait twice within one trap, because an event may turn out not to be enough. */
@Tag("realTime")
class SecondWaitTest {
  /** Answers every trap by waiting twice. */
  private static final class TwiceDriver implements Driver {
    private final Driver waits = new NoDevices();
    private @Nullable LoopTask<?> waiter;
    private int undone;

    @Override
    public String name() {
      return "twice";
    }

    @Override
    public boolean supports(Class<?> group) {
      return true;
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
      for (int i = 0; i < 2; i++) {
        waiter = task;
        task.suspend(
            trap,
            () -> {
              undone++;
              return true;
            });
      }
      return 1;
    }

    @Override
    public void poll(long nanos) {
      waits.poll(nanos);
    }

    @Override
    public void wakeUp() {
      waits.wakeUp();
    }

    @Override
    public void close() {
      waits.close();
    }
  }

  @Test
  void a_cancellation_that_came_between_the_two_is_met_at_the_second() {
    var driver = new TwiceDriver();
    run(
        new LoopThread("twice", Clock.system(), () -> driver, Set.of(NetTrap.class)),
        () -> {
          var task = spawn(() -> Coroutine.trap(new Receive(new Handle() {}, new byte[1], 0, 1)));
          yieldNow();
          driver.waiter.resume(null);
          assertThat(task.requestCancel("between")).isTrue();
          timeoutAfter(ofSeconds(5), () -> task.cancel());
          assertThat(task.outcome().orElseThrow()).isInstanceOf(Outcome.Cancellation.class);
          assertThat(driver.undone).isEqualTo(1);
        });
  }
}
