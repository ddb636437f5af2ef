/** The watchdog, which reports a task that keeps its kernel busy. */
package dev.gonzo.kernel.loop.watch;
