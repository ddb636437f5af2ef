/** Networking: TCP, UDP and Unix sockets, used in straight-line code. */
package dev.gonzo.net;
