/** A kernel with a simulated network, disk and clock: one seed, one history. */
package dev.gonzo.sim;
