package dev.gonzo.trap;

/**
 * A reference to something that a kernel keeps: a socket, a file, a deadline. Opaque to user space;
 * only the kernel that made it looks inside.
 */
public abstract class Handle {
  /** Creates a handle. For kernels, whose handles extend this class. */
  protected Handle() {}
}
