package dev.gonzo.monitor;

import java.util.List;

/**
 * The kernels of this JVM and their tasks, for JMX tools such as JConsole, as {@code
 * dev.gonzo:type=Kernels}. {@link Monitor#open} registers it, and so does a tool that attaches.
 *
 * <p>What reads tasks blocks the calling thread until the kernel has answered between two turns:
 * for two seconds at most, and eight if its tasks have turns meanwhile.
 */
public interface KernelsMXBean {
  /** {@return the kernels that run, in the order in which they began} */
  List<KernelReport> getKernels();

  /**
   * Lists tasks of a kernel, in order of spawning.
   *
   * @param kernel the number of the kernel
   * @param from the number of the first task; 0 for all
   * @param most how many tasks, from 1 to 1,000
   * @return the tasks; empty if there are none from there on
   * @throws IllegalArgumentException if no such kernel runs
   * @throws IllegalStateException if the kernel does not answer; the message says which task keeps
   *     it
   */
  List<TaskReport> listTasks(int kernel, long from, int most);

  /**
   * Draws the tasks of a kernel as {@code Task.tree()} does in a task.
   *
   * @param kernel the number of the kernel
   * @param most how many tasks, from 1 to 10,000
   * @return the tree, one line for each task
   * @throws IllegalArgumentException if no such kernel runs
   * @throws IllegalStateException if the kernel does not answer
   */
  String drawTree(int kernel, int most);

  /**
   * A kernel.
   *
   * @param number its number in this JVM
   * @param name the name of its devices
   * @param tasks how many tasks have not ended
   * @param turns how many turns they have had
   */
  record KernelReport(int number, String name, int tasks, long turns) {}

  /**
   * A task, as in {@link dev.gonzo.kernel.TaskView}.
   *
   * @param id its number
   * @param parent the number of the task that spawned it, or -1
   * @param name its name
   * @param daemon whether it is a daemon
   * @param state its state
   * @param trap the trap at which it waits, or an empty text
   * @param subject what it waits for there, or an empty text
   * @param ageNanos how long ago it was spawned
   * @param turns how many turns it has had
   * @param runNanos how long it has run
   */
  record TaskReport(
      long id,
      long parent,
      String name,
      boolean daemon,
      String state,
      String trap,
      String subject,
      long ageNanos,
      long turns,
      long runNanos) {}
}
