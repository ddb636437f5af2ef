/**
 * Protocol engines without I/O: bytes in, events out; events in, bytes out. They need no kernel, no
 * thread, no socket and no clock.
 */
package dev.gonzo.http.engine;
