/**
 * Bytes, one after the other: one interface over sockets, files and pipes, and what programs read
 * and write through it: lines, frames, all of it.
 *
 * <p>Whatever a peer can make grow has a limit. What a cancelled read had so far is there for the
 * next one.
 */
package dev.gonzo.stream;
