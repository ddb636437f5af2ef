/**
 * The loop kernel: one thread steps it, and it answers the traps of its tasks, with a driver for
 * the devices. Start with {@link dev.gonzo.kernel.loop.LoopKernel}.
 */
package dev.gonzo.kernel.loop;
