/** The way into a kernel for values from other threads. Exported to Gonzo's own modules only. */
package dev.gonzo.inbox;
