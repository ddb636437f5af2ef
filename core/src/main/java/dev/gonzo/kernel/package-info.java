/**
 * Kernels: whoever answers traps and decides which coroutine runs next. Programs never name this
 * package; {@link dev.gonzo.Gonzo#run run} picks a kernel for them.
 */
package dev.gonzo.kernel;
