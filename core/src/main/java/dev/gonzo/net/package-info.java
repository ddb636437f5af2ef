/** The network: TCP sockets, as straight-line code. */
package dev.gonzo.net;
