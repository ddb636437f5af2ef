/**
 * Byte streams: one interface for sockets, files and pipes, and classes to read and write lines,
 * frames and whole streams.
 *
 * <p>Everything whose size a peer controls has a limit. A cancelled read loses no bytes: the next
 * read gets them.
 */
package dev.gonzo.stream;
