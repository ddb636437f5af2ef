/**
 * The boundary between user space and kernels: the traps, each a request as a value, and the types
 * that they use; and {@link dev.gonzo.trap.Waiters}, the kernels' side of a wait queue. {@code
 * docs/traps.md} is its specification.
 */
package dev.gonzo.trap;
