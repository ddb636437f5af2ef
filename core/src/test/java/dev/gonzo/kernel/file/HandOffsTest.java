package dev.gonzo.kernel.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.services.JvmServices;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.NetTrap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How often operations on small files are passed to threads, which costs more than they do. */
@Timeout(300)
@Tag("realTime")
@EnabledOnOs(OS.LINUX)
class HandOffsTest {
  private static final int FILES = 50;

  @TempDir private Path directory = Path.of("");
  private final AtomicReference<@Nullable FileThreads> threads = new AtomicReference<>();

  /** The driver without devices, which shows what serves the files. */
  private final class Showing implements Driver {
    private final Driver none = new NoDevices();

    @Override
    public @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap, FileAnswers files)
        throws Exception {
      threads.set((FileThreads) files);
      return files.answer(task, trap);
    }

    @Override
    public String name() {
      return none.name();
    }

    @Override
    public boolean supports(Class<?> group) {
      return none.supports(group);
    }

    @Override
    public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
      return none.answer(task, trap);
    }

    @Override
    public void poll(long nanos) {
      none.poll(nanos);
    }

    @Override
    public void wakeUp() {
      none.wakeUp();
    }

    @Override
    public void close() {
      none.close();
    }
  }

  /**
   * Returns how many pieces of work went to threads until the body had ended and all was closed.
   */
  private long handOffs(AsyncRunnable<?> body) throws Exception {
    var count = new long[1];
    var failure = new Throwable[1];
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try (var kernel = new LoopKernel(Clock.system(), new Showing(), JvmServices::new)) {
                Task<@Nullable Void> main =
                    kernel.start(() -> {
                      body.run();
                      Gonzo.sleep(
                          Duration.ofMillis(1)); // work for threads is passed on after turns
                      return null;
                    });
                while (!kernel.isDone()) {
                  kernel.step(10);
                  if (!kernel.isDone()) {
                    kernel.poll(kernel.waitNanos());
                  }
                }
                FileThreads used = threads.get();
                count[0] = used == null ? 0 : used.handOffs();
                Object _ = main.outcome().orElseThrow().valueOrThrow();
              } catch (Throwable thrown) {
                failure[0] = thrown;
              }
            });
    thread.join();
    if (failure[0] != null) {
      throw new AssertionError(failure[0]);
    }
    return count[0];
  }

  @Test
  void a_small_file_is_read_digested_and_written_with_two() throws Exception {
    Path original = Files.write(directory.resolve("original"), new byte[16_384]);
    long count =
        handOffs(() -> {
          for (int i = 0; i < FILES; i++) {
            byte[] bytes =
                AsyncFiles.withBytes(
                    original,
                    100_000,
                    read -> {
                      int _ = Arrays.hashCode(read);
                      return read;
                    });
            AsyncFiles.write(directory.resolve("copy" + i), bytes);
          }
        });
    assertThat(count).isEqualTo(2 * FILES);
  }

  @Test
  void a_small_file_is_copied_read_and_written_with_one_each() throws Exception {
    Path original = Files.write(directory.resolve("original"), new byte[16_384]);
    assertThat(
            handOffs(() -> {
              for (int i = 0; i < FILES; i++) {
                AsyncFiles.copy(original, directory.resolve("copy" + i));
              }
            }))
        .isEqualTo(FILES);
    threads.set(null);
    assertThat(
            handOffs(() -> {
              String text = AsyncFiles.readString(original);
              AsyncFiles.writeString(directory.resolve("text"), text);
            }))
        .isEqualTo(2);
  }
}
