package dev.gonzo.kernel;

import java.util.List;
import java.util.Optional;

/**
 * Provides kernels that users choose by name with {@code -Dgonzo.kernel=NAME}, so that existing
 * programs run on them unchanged. {@link Kernels} finds the provider as a service ({@link
 * java.util.ServiceLoader}) on the class path or the module path, when a name is requested that is
 * not one of Gonzo's own.
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
 * <p>Name the class in {@code META-INF/services/dev.gonzo.kernel.KernelProvider}, or in a {@code
 * provides} directive of the module. An instance is created for each lookup, so creating it should
 * be cheap, and must succeed also where its kernels do not work.
 */
public interface KernelProvider {
  /** {@return the names of its kernels, in lower case; the best first} */
  List<String> names();

  /**
   * Returns why one of its kernels cannot work here.
   *
   * @param name one of {@link #names}
   * @return the reason and what to do about it, as a sentence without its full stop; empty if it
   *     can
   */
  default Optional<String> whyUnavailable(String name) {
    return Optional.empty();
  }

  /**
   * Creates one of its kernels. The kernel must take nothing from the system before it runs, since
   * it may never run.
   *
   * @param name one of {@link #names}
   * @param clock its clock
   * @return a kernel that has not run
   * @throws UnsupportedOperationException if it cannot work here; the message says why
   */
  Kernel open(String name, Clock clock);
}
