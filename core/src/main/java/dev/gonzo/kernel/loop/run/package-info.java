/** A loop kernel on a thread of its own, and what every run of a kernel needs. */
package dev.gonzo.kernel.loop.run;
