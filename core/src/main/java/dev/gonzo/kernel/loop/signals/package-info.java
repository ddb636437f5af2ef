/** Signals of the operating system, and what Ctrl-C does to a run. */
package dev.gonzo.kernel.loop.signals;
