package dev.gonzo.kernel.file;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.LogCapture;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.NoDevices;
import dev.gonzo.kernel.loop.services.JvmServices;
import dev.gonzo.kernel.offload.OffloadLoop;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.OpenWatch;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.SizeOfFile;
import dev.gonzo.trap.FileTrap.SyncFile;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.Trap;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The effect of a cancellation, a close and the end of a run while a thread waits for a device. */
@Timeout(300)
@Tag("realTime")
class FileThreadsTest {
  private final SlowDevice device = new SlowDevice();
  private final AtomicInteger refusals = new AtomicInteger();
  private final PollThread polling = new PollThread(this::post);
  private volatile @Nullable OffloadLoop loop;

  @AfterEach
  void letGo() {
    device.mayEnd.countDown();
    polling.close();
  }

  /** Passes an action to the kernel, or fails as a full heap does. */
  private void post(Runnable action) {
    if (Thread.currentThread().getName().equals("gonzo-file-poll")
        && refusals.getAndDecrement() > 0) {
      throw new OutOfMemoryError("test");
    }
    Objects.requireNonNull(loop).post(action);
  }

  /** Opens the slow device for each path, like a driver with its own files. */
  private final class WithSlowDevice extends NoDevicesDriver {
    @Override
    public @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap, FileAnswers threads)
        throws Exception {
      if (trap instanceof OpenFile) {
        ((FileThreads) threads).opened(device);
        return device;
      }
      if (trap instanceof SyncFile) {
        loop = ((FileThreads) threads).loop;
        polling.pause(task, trap, 1);
        return null;
      }
      return threads.answer(task, trap);
    }
  }

  /** The driver without devices, with one method to override. */
  private abstract static class NoDevicesDriver implements Driver {
    private final Driver none = new NoDevices();

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

  /** Runs it on another thread, which holds no monitor, and waits for that thread. */
  private void run(AsyncRunnable<?> body) throws Exception {
    var failure = new Throwable[1];
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try (var kernel =
                  new LoopKernel(Clock.system(), new WithSlowDevice(), JvmServices::new)) {
                Task<@Nullable Void> main =
                    kernel.start(() -> {
                      body.run();
                      return null;
                    });
                while (!kernel.isDone()) {
                  kernel.step(10);
                  if (!kernel.isDone()) {
                    kernel.poll(kernel.waitNanos());
                  }
                }
                Object _ = main.outcome().orElseThrow().valueOrThrow();
              } catch (Throwable thrown) {
                failure[0] = thrown;
              }
            });
    thread.join();
    if (failure[0] != null) {
      throw new AssertionError(failure[0]);
    }
  }

  private static SlowDevice open() throws Exception {
    return (SlowDevice) Coroutine.trap(new OpenFile(Path.of("whatever"), Set.of(), List.of()));
  }

  private static void letOthersRun() {
    for (int i = 0; i < 200; i++) {
      yieldNow();
    }
  }

  private void awaitBegun() throws InterruptedException {
    letOthersRun();
    assertThat(device.begun.await(120, SECONDS)).isTrue();
  }

  @Test
  void a_cancelled_read_leaves_at_once_and_its_buffer_is_never_touched() throws Exception {
    var buffer = new byte[100];
    run(() -> {
      var file = open();
      Task<?> reader = spawn(() -> Coroutine.trap(new ReadAt(file, 0, buffer, 0, 100)));
      awaitBegun();
      reader.cancel("test");
      assertThatThrownBy(reader::join).hasCauseInstanceOf(Cancelled.class);
      Arrays.fill(buffer, (byte) 'u'); // it is reused now
      device.mayEnd.countDown();
      Trap<@Nullable Void> close = new CloseFile(file);
      Coroutine.trap(close);
      letOthersRun();
    });
    assertThat(device.freed.await(120, SECONDS)).isTrue(); // the abandoned read has ended
    assertThat(buffer).containsOnly('u');
  }

  @Test
  void a_read_that_ends_fills_its_part_of_the_buffer() throws Exception {
    device.mayEnd.countDown();
    var buffer = new byte[10];
    run(() -> assertThat(Coroutine.trap(new ReadAt(open(), 0, buffer, 2, 5))).isEqualTo(5));
    assertThat(buffer).containsExactly(0, 0, 'r', 'r', 'r', 'r', 'r', 0, 0, 0);
  }

  @Test
  void a_cancelled_write_that_has_begun_is_waited_for() throws Exception {
    run(() -> {
      var file = open();
      Task<Integer> writer = spawn(() -> Coroutine.trap(new WriteAt(file, 0, new byte[9], 0, 9)));
      awaitBegun();
      writer.requestCancel("test");
      letOthersRun();
      assertThat(writer.state()).isEqualTo(TaskState.SUSPENDED);
      device.mayEnd.countDown();
      assertThat(writer.join()).isEqualTo(9);
      assertThat(device.written).isEqualTo(9);
    });
  }

  @Test
  void a_full_heap_does_not_end_the_thread_that_waits_for_fifos() throws Exception {
    run(() -> {
      var file = open();
      Trap<@Nullable Void> pause = new SyncFile(file, true);
      for (int round = 0; round < 2; round++) {
        refusals.set(3);
        Coroutine.trap(pause);
      }
    });
    assertThat(refusals.get()).isLessThanOrEqualTo(0);
  }

  @Test
  void a_full_heap_does_not_end_the_thread_that_watches_directories(@TempDir Path directory)
      throws Exception {
    refusals.set(3);
    var passed = new CountDownLatch(2);
    var watches =
        new Watches(action -> {
          if (refusals.getAndDecrement() > 0) {
            throw new OutOfMemoryError("test");
          }
          passed.countDown();
        });
    var asked = new OpenWatch(directory, Set.of(StandardWatchEventKinds.ENTRY_CREATE));
    var one = watches.open(asked);
    var another = watches.open(asked);
    assertThat(one).isNotSameAs(another);
    Path _ = Files.createFile(directory.resolve("file"));
    assertThat(passed.await(120, SECONDS)).isTrue();
    watches.close();
  }

  @Test
  void a_write_that_no_thread_has_taken_is_withdrawn() throws Exception {
    System.setProperty("gonzo.file.threads", "1");
    System.setProperty("gonzo.file.threads.most", "1");
    try {
      run(() -> {
        var file = open();
        Task<Long> first = spawn(() -> Coroutine.trap(new SizeOfFile(file)));
        awaitBegun();
        Task<?> writer = spawn(() -> Coroutine.trap(new WriteAt(file, 0, new byte[9], 0, 9)));
        letOthersRun();
        writer.cancel("test");
        assertThatThrownBy(writer::join).hasCauseInstanceOf(Cancelled.class);
        device.mayEnd.countDown();
        assertThat(first.join()).isEqualTo(7);
        assertThat(Coroutine.trap(new SizeOfFile(file))).isEqualTo(7);
        assertThat(device.written).isZero();
      });
    } finally {
      System.clearProperty("gonzo.file.threads");
      System.clearProperty("gonzo.file.threads.most");
    }
  }

  @Test
  void a_thread_that_was_left_behind_is_replaced() throws Exception {
    System.setProperty("gonzo.file.threads", "1");
    System.setProperty("gonzo.file.threads.most", "1");
    try {
      run(() -> {
        var file = open();
        Task<?> first = spawn(() -> Coroutine.trap(new SizeOfFile(file)));
        awaitBegun();
        first.cancel("test");
        Coroutine.trap(
            new dev.gonzo.trap.FileTrap.LockFile(file, 0, 1, false)); // answered by another one
        device.mayEnd.countDown();
      });
    } finally {
      System.clearProperty("gonzo.file.threads");
      System.clearProperty("gonzo.file.threads.most");
    }
  }

  @Test
  void closing_gives_the_device_back_when_the_last_operation_has_ended() throws Exception {
    run(() -> {
      var file = open();
      Task<Long> inside = spawn(() -> Coroutine.trap(new SizeOfFile(file)));
      awaitBegun();
      Trap<@Nullable Void> close = new CloseFile(file);
      Coroutine.trap(close);
      assertThatThrownBy(() -> Coroutine.trap(new SizeOfFile(file)))
          .isInstanceOf(ClosedChannelException.class);
      assertThat(device.freed.getCount()).isEqualTo(1);
      device.mayEnd.countDown();
      assertThat(inside.join()).isEqualTo(7);
    });
    assertThat(device.freed.await(120, SECONDS)).isTrue();
  }

  @Test
  void what_was_left_behind_is_told_when_the_run_ends_before_it() throws Exception {
    try (var log = new LogCapture()) {
      run(() -> {
        var file = open();
        Task<?> reader = spawn(() -> Coroutine.trap(new ReadAt(file, 0, new byte[1], 0, 1)));
        awaitBegun();
        reader.cancel("test");
      });
      assertThat(log.warnings()).anyMatch(line -> line.contains("reading slow device"));
      assertThat(device.freed.getCount()).isEqualTo(1);
      device.mayEnd.countDown();
      assertThat(device.freed.await(120, SECONDS)).isTrue();
    }
  }

  @Test
  void operations_that_are_held_up_hold_up_no_other_for_ever() throws Exception {
    System.setProperty("gonzo.file.threads", "1");
    try {
      run(() -> {
        var file = open();
        for (int i = 0; i < 20; i++) {
          var _ = spawn(() -> Coroutine.trap(new SizeOfFile(file)));
        }
        awaitBegun();
        Coroutine.trap(
            new dev.gonzo.trap.FileTrap.LockFile(file, 0, 1, false)); // by a thread beyond the 1
        assertThat(device.mayEnd.getCount()).isEqualTo(1);
        device.mayEnd.countDown();
      });
    } finally {
      System.clearProperty("gonzo.file.threads");
    }
  }
}
