/** The static fields that the programs of simulated hosts share, as those of real ones do not. */
package dev.gonzo.sim.statics;
