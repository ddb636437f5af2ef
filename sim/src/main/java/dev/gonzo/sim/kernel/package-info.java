/** The simulated hosts: one loop kernel each, all of them stepped by the simulation's thread. */
package dev.gonzo.sim.kernel;
