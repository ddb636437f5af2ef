/** Guest kernels: a loop kernel that is stepped by an existing event loop. */
package dev.gonzo.kernel.loop.guest;
