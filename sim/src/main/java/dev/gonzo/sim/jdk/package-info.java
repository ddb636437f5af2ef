/**
 * What the JVM shows to code in a simulation: its clocks, its timers, its random numbers, its
 * threads.
 */
package dev.gonzo.sim.jdk;
