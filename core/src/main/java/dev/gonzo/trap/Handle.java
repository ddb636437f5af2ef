package dev.gonzo.trap;

/**
 * What a kernel gives out for a device that it opened: a socket, a file. Opaque to user space; only
 * the kernel that made it looks inside.
 */
public abstract class Handle {
  /** For kernels, whose handles extend this class. */
  protected Handle() {}
}
