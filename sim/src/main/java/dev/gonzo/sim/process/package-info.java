/**
 * The processes of simulated hosts: programs that are registered, or classes with a main method.
 */
package dev.gonzo.sim.process;
