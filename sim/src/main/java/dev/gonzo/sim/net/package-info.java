/** The simulated network: hosts, the packets between them, and the sockets of each host. */
package dev.gonzo.sim.net;
