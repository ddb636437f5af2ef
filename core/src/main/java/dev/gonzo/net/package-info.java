/** The network: TCP, UDP and Unix sockets, as straight-line code. */
package dev.gonzo.net;
