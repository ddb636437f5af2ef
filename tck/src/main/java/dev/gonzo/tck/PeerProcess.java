package dev.gonzo.tck;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The process of the kernel under test, as other programs see it. */
public interface PeerProcess {
  /** {@return its id} */
  long id();

  /** {@return the id of its user} */
  int user();

  /** {@return the absolute path of its working directory} */
  Path workingDirectory();

  /**
   * Sends it a signal. On return the system has it. In a task.
   *
   * @param name the name of the signal, such as {@code USR1}
   * @throws Exception if it cannot be sent
   */
  void signal(String name) throws Exception;

  /**
   * Lists what it has open: for each descriptor its kind, such as {@code socket} or {@code pipe},
   * or the path of the file. Any thread may call it.
   *
   * @return the descriptors; empty if the system does not show them
   */
  Optional<List<String>> descriptors();

  /**
   * Whether it can start the programs that the tests need: {@code cat}, {@code echo}, {@code env},
   * {@code head}, {@code pwd}, {@code sleep}, {@code sort}, {@code tee}, {@code true}, {@code
   * uniq}, {@code wc}, {@code yes}, and {@code sh -c} with a sequence of these, {@code read} and
   * {@code exit}. Tests that need more of a shell have {@link NeedsOutside}.
   *
   * @return whether it can
   */
  boolean startsPrograms();

  /** {@return the ids of its children, including those that have ended and were not awaited} */
  Set<Long> children();

  /**
   * Whether a process runs. One that has ended and was not awaited does not.
   *
   * @param id the id of a process
   * @return whether it runs
   */
  boolean isAlive(long id);
}
