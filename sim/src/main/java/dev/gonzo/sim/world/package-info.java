/** The world around the simulated hosts: its time, its events, and its random numbers. */
package dev.gonzo.sim.world;
