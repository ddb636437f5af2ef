/**
 * The JDK's blocking sockets and look-ups of names, by traps: {@link dev.gonzo.bridge.Bridge}
 * installs them.
 */
package dev.gonzo.bridge;
