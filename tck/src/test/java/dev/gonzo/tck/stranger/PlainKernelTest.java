package dev.gonzo.tck.stranger;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Gonzo;
import dev.gonzo.Moment;
import dev.gonzo.kernel.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("realTime")
class PlainKernelTest {
  private static final Path FILES = Path.of("src/test/java/dev/gonzo/tck/stranger");

  @Test
  void a_kernel_that_passes_its_chapters_takes_some_three_hundred_lines() throws IOException {
    int lines = 0;
    for (String name : List.of("PlainKernel.java", "PlainTask.java")) {
      lines += Files.readAllLines(FILES.resolve(name)).size();
    }
    assertThat(lines).isLessThan(310);
  }

  @Test
  void it_waits_in_real_time_too_and_a_busy_task_holds_no_sleeper_up() {
    Gonzo.run(
        new PlainKernel(Clock.system()),
        () -> {
          var sleeper = spawn(() -> sleep(ofMillis(5)));
          while (sleeper.outcome().isEmpty()) {
            yieldNow();
          }
          Moment before = Moment.now();
          sleep(ofMillis(5));
          assertThat(Moment.now().since(before)).isGreaterThanOrEqualTo(ofMillis(5));
        });
  }
}
