package dev.gonzo.process;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Coroutine;
import dev.gonzo.LogCapture;
import dev.gonzo.Task;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.ProcessTrap.WaitForGroup;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits for groups whose tasks have left. */
@Tag("realTime")
@Timeout(300)
class GroupWaitsTest {
  private static final int WAITS = 20;

  @Test
  void waits_that_are_left_are_no_starts() throws IOException {
    try (var log = new LogCapture()) {
      run(() -> {
        var nothing = new Redirection.Nothing();
        var command =
            new StartProcess(
                List.of("sleep", "1000"),
                EnvironmentVariables.ours(),
                null,
                true,
                nothing,
                nothing,
                nothing);
        StartedProcess leader = Coroutine.trap(command);
        var waits = new Task<?>[WAITS];
        for (int i = 0; i < WAITS; i++) {
          waits[i] = spawn(() -> Coroutine.trap(new WaitForGroup(leader.process())));
        }
        sleep(Duration.ofMillis(200)); // so that the waits look again after long pauses only
        for (Task<?> wait : waits) {
          wait.cancel();
        }
        Coroutine.trap(new Close(leader.process()));
      });
      assertThat(log.messages()).noneMatch(message -> message.contains("the kernel has ended"));
    }
  }
}
