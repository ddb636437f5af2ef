/**
 * A simulated disk: files and directories as POSIX has them, what of them survives a crash, and the
 * answers to the traps on files for one host.
 */
package dev.gonzo.sim.disk;
