package dev.gonzo.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that needs what is outside of any simulated world: a program that only the real system can
 * run, or a thread that acts on the kernel while that waits or runs a task. It is left out, with
 * its reason, if its {@link Peers} do not {@linkplain Peers#have have} that.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface NeedsOutside {
  /** A real shell: loops, background jobs, {@code trap}, variables and redirections. */
  String SHELL = "a shell, with loops, background jobs and signals";

  /** A named pipe, as a device that is slow. */
  String NAMED_PIPE = "a named pipe, which the program mkfifo makes";

  /** A peer in Python, which can do what no trap can. */
  String PYTHON = "a program in Python, which does what no trap can";

  /** A platform thread that is no part of the kernel's world, and acts on the kernel. */
  String THREAD = "a thread outside, which acts while the kernel waits or a task computes";

  /** {@return what it needs} */
  String value();
}
