/**
 * The boundary between user space and kernels: the traps, each a request as a value, and the types
 * that they use. Nothing else is in this package. {@code docs/traps.md} is its specification.
 */
package dev.gonzo.trap;
