package dev.gonzo.kernel;

import java.util.List;
import java.util.Optional;

/**
 * Brings kernels that users choose by name, as {@code -Dgonzo.kernel=NAME} does: a kernel of one's
 * own then runs every program that is there already. {@link Kernels} finds it as a service ({@link
 * java.util.ServiceLoader}) on the class path or the module path, when a name is asked for that is
 * none of its own.
 *
 * <pre>{@code
 * public final class QuietKernels implements KernelProvider {
 *   public List<String> names() {
 *     return List.of("quiet");
 *   }
 *
 *   public Kernel open(String name, Clock clock) {
 *     return new QuietKernel(clock);
 *   }
 * }
 * }</pre>
 *
 * <p>and its name in {@code META-INF/services/dev.gonzo.kernel.KernelProvider}, or behind {@code
 * provides} in its module. It is made anew for each question, so it should be light, and must be
 * there also where its kernels do not work.
 */
public interface KernelProvider {
  /** {@return what users call its kernels, in small letters; the best first} */
  List<String> names();

  /**
   * Tells why one of its kernels cannot work here.
   *
   * @param name one of {@link #names}
   * @return the reason and what to do about it, as a sentence without its full stop; empty if it
   *     can
   */
  default Optional<String> whyUnavailable(String name) {
    return Optional.empty();
  }

  /**
   * Makes one of its kernels. It takes nothing from the system before it runs: it may never.
   *
   * @param name one of {@link #names}
   * @param clock its time
   * @return a kernel that has not run
   * @throws UnsupportedOperationException if it cannot work here; the message tells why
   */
  Kernel open(String name, Clock clock);
}
