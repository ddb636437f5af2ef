package dev.gonzo.kernel;

import dev.gonzo.kernel.driver.epoll.EpollDriver;
import dev.gonzo.kernel.driver.nio.NioDriver;
import dev.gonzo.kernel.driver.uring.UringDriver;
import java.util.Locale;

/** Makes kernels by name; where {@code run} finds the one that works best here. */
public final class Kernels {
  private Kernels() {}

  /**
   * Makes the kernel that {@code -Dgonzo.kernel} asks for, or else the one that works best here.
   *
   * @return a kernel that has not run
   * @throws IllegalArgumentException if there is none of that name; the message tells the names
   * @throws UnsupportedOperationException if it cannot work here; the message tells why
   */
  public static Kernel open() {
    return open(System.getProperty("gonzo.kernel", "epoll"));
  }

  /**
   * Makes a kernel.
   *
   * @param name what users call it
   * @return a kernel that has not run
   * @throws IllegalArgumentException if there is none of that name; the message tells the names
   * @throws UnsupportedOperationException if it cannot work here; the message tells why
   */
  public static Kernel open(String name) {
    return open(name, Clock.system());
  }

  /**
   * Makes a kernel that runs on a clock of the caller's.
   *
   * @param name what users call it
   * @param clock its time
   * @return a kernel that has not run
   * @throws IllegalArgumentException if there is none of that name; the message tells the names
   * @throws UnsupportedOperationException if it cannot work here; the message tells why
   */
  public static Kernel open(String name, Clock clock) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "epoll" -> new LoopThread("epoll", clock, EpollDriver::new, true);
      case "uring" -> new LoopThread("uring", clock, UringDriver::new, true);
      case "nio" -> new LoopThread("nio", clock, NioDriver::new, true);
      case "none" -> new LoopThread("none", clock, NoDevices::new, false);
      default ->
          throw new IllegalArgumentException(
              "there is no kernel called '" + name + "': choose epoll, uring or nio");
    };
  }
}
