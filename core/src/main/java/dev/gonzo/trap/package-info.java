/**
 * The border between user space and kernels: the traps, each a request as a value, and what they
 * speak of. Nothing else is in this package; {@code docs/traps.md} is its specification.
 */
package dev.gonzo.trap;
