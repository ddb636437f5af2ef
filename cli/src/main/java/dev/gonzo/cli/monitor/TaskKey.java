package dev.gonzo.cli.monitor;

/** A task of a program: the numbers of its kernel and of itself; -1 for the kernel as such. */
record TaskKey(int kernel, long task) {
  static final long WHOLE_KERNEL = -1;

  static TaskKey ofKernel(int kernel) {
    return new TaskKey(kernel, WHOLE_KERNEL);
  }
}
