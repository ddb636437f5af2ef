package dev.gonzo.kernel.loop.watch;

import dev.gonzo.carrier.BatonStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The thread that steps a kernel, with the data that its watchdog needs.
 *
 * @param thread the thread
 * @param systemId its thread id in the system; -1 for a virtual thread, and where there is no /proc
 * @param stack the coroutine that it drives on the baton carrier; null on the other carrier
 */
record Stepper(Thread thread, long systemId, @Nullable BatonStack stack) {
  // Cached, since asking the system takes microseconds, and the host of a guest kernel may step
  // from several threads in turn.
  private static final ThreadLocal<Long> SYSTEM_ID = ThreadLocal.withInitial(Stepper::askSystem);

  /** {@return the calling thread} */
  static Stepper here() {
    Thread thread = Thread.currentThread();
    return new Stepper(
        thread, thread.isVirtual() ? -1 : SYSTEM_ID.get(), BatonStack.onThisThread());
  }

  /**
   * The target of the link is PROCESS/task/THREAD: the result of gettid() without a native call.
   */
  private static long askSystem() {
    try {
      Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
      return Long.parseLong(self.getFileName().toString());
    } catch (IOException | RuntimeException elsewhere) {
      return -1;
    }
  }
}
