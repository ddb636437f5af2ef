/**
 * Kernels, which answer traps and decide which coroutine runs next. Most programs do not use this
 * package: {@link dev.gonzo.Gonzo#run run} chooses a kernel for them.
 */
package dev.gonzo.kernel;
