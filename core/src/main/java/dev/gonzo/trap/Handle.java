package dev.gonzo.trap;

/**
 * What a kernel gives out for something that it keeps: a socket, a file, a deadline. Opaque to user
 * space; only the kernel that made it looks inside.
 */
public abstract class Handle {
  /** For kernels, whose handles extend this class. */
  protected Handle() {}
}
